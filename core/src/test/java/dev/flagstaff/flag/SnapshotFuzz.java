package dev.flagstaff.flag;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/// What must hold for whatever is found in the place of a snapshot: it is refused with a reason, or is written again
/// as one that says the same.
public final class SnapshotFuzz {
    private SnapshotFuzz() {}

    /// Called for every input that is tried.
    public static void fuzzerTestOneInput(byte[] input) {
        switch (read(input)) {
            case Snapshot.Outcome.Refused(var faults) -> require(!faults.isEmpty());
            case Snapshot.Outcome.Accepted(Snapshot snapshot) -> {
                var flags =
                        snapshot.flags().stream().map(DefinitionWriter::write).toList();
                var digest = flags.stream().map(Digest::of).reduce(Digest.NONE, Digest::xor);
                var again = new ByteArrayOutputStream();
                Snapshot.write(snapshot.prefix(), snapshot.lineage(), snapshot.revision(), digest, flags, again);
                require(read(again.toByteArray()).equals(new Snapshot.Outcome.Accepted(snapshot)));
            }
        }
    }

    private static Snapshot.Outcome read(byte[] document) {
        return Snapshot.read(new ByteArrayInputStream(document));
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("not what may come of it");
        }
    }
}
