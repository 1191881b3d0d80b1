package dev.flagstaff.sidecar;

import dev.flagstaff.flag.Snapshot;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a sidecar remembers from run to run, where it is told to. Whatever is wrong with that is told, and serving
/// goes on without. Thread-safe.
final class Snapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);

    private final @Nullable SnapshotSaver saver;
    private final @Nullable Snapshot remembered;
    private final String trouble;

    private Snapshots(@Nullable SnapshotSaver saver, @Nullable Snapshot remembered, String trouble) {
        this.saver = saver;
        this.remembered = remembered;
        this.trouble = trouble;
    }

    /// Reads what is remembered.
    ///
    /// @param directory null for nowhere
    static Snapshots in(@Nullable Path directory, String prefix, MeterRegistry registry) {
        if (directory == null) {
            return new Snapshots(null, null, "FLAGSTAFF_SNAPSHOT_DIR is not set");
        }
        try {
            var file = SnapshotFile.open(directory, prefix);
            return new Snapshots(
                    new SnapshotSaver(file, registry), remembered(file).orElse(null), "");
        } catch (IOException | UnsupportedOperationException | SecurityException unusable) {
            LOG.error("serving goes on without a snapshot: {}", unusable.toString());
            return new Snapshots(null, null, "No snapshot can be kept: " + unusable);
        }
    }

    private static Optional<Snapshot> remembered(SnapshotFile file) {
        try {
            var snapshot = file.read();
            snapshot.ifPresent(one -> LOG.atInfo()
                    .addKeyValue("revision", one.revision())
                    .addKeyValue("flags", one.flags().size())
                    .log("read the snapshot"));
            return snapshot;
        } catch (IOException unusable) {
            LOG.error("the snapshot is refused: {}", unusable.getMessage());
            return Optional.empty();
        }
    }

    /// What an earlier run remembered; null for nothing.
    @Nullable
    Snapshot remembered() {
        return remembered;
    }

    /// Remembers a view, soon. Does not wait.
    void remember(FlagView view) {
        if (saver != null) {
            saver.save(view);
        }
    }

    /// Why nothing is remembered, as a sentence without its full stop; empty where it is.
    String trouble() {
        return saver == null ? trouble : saver.trouble();
    }

    @Override
    public void close() throws IOException {
        if (saver != null) {
            saver.close();
        }
    }
}
