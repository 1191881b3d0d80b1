package dev.flagstaff.sidecar;

import dev.flagstaff.flag.Snapshot;
import java.io.OutputStream;

/// A view as a [Snapshot]. Stateless.
final class SnapshotDocument {
    private SnapshotDocument() {}

    /// @throws java.io.UncheckedIOException when the stream cannot be written to
    static void write(String prefix, FlagView view, OutputStream out) {
        Snapshot.write(prefix, view.lineage(), view.revision(), view.digest(), view.json(), out);
    }
}
