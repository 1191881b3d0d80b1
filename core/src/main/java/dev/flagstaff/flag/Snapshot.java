package dev.flagstaff.flag;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All definitions of a store at one time, as a document that can be kept, checked and written back: a JSON object
/// of `flagstaffSnapshot` (the version of the format, 1), `prefix`, `lineage`, `revision`, `digest` and `flags`, the
/// definitions as every route answers with them, sorted by key. Immutable.
///
/// @param prefix what the store's keys in Redis begin with
/// @param lineage of the store; null where it had none
/// @param revision of the store; every change up to it is in here
/// @param flags sorted by key, no key twice
public record Snapshot(String prefix, @Nullable String lineage, long revision, List<FlagDefinition> flags) {
    /// The version of the format.
    static final int VERSION = 1;

    /// @throws IllegalArgumentException when the flags are not sorted by key, each once
    public Snapshot {
        flags = List.copyOf(flags);
        for (int i = 1; i < flags.size(); i++) {
            if (flags.get(i - 1).flagKey().compareTo(flags.get(i).flagKey()) >= 0) {
                throw new IllegalArgumentException("a snapshot's flags must be sorted by key, each once");
            }
        }
    }

    /// What became of a document.
    public sealed interface Outcome {
        /// It is a snapshot, whole and unchanged.
        record Accepted(Snapshot snapshot) implements Outcome {}

        /// It is none, is cut off, or was changed since it was written.
        ///
        /// @param faults all that were found, at least one
        record Refused(List<Fault> faults) implements Outcome {}
    }

    /// Reads a document.
    ///
    /// @throws java.io.UncheckedIOException when the stream cannot be read
    public static Outcome read(InputStream document) {
        return new SnapshotReader().read(document);
    }

    /// Writes definitions that are encoded already.
    ///
    /// @param flags each as [DefinitionWriter] writes it, sorted by key
    /// @param digest of them all
    /// @throws java.io.UncheckedIOException when the stream cannot be written to
    public static void write(
            String prefix,
            @Nullable String lineage,
            long revision,
            Digest digest,
            Iterable<byte[]> flags,
            OutputStream document) {
        SnapshotWriter.write(prefix, lineage, revision, digest, flags, document);
    }
}
