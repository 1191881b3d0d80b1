package dev.flagstaff.sidecar;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Remembers views in a file, on a thread of its own: the latest one, and not more often than [#INTERVAL] allows.
/// Where that fails, it goes on trying with the next view. Thread-safe.
final class SnapshotSaver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotSaver.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final SnapshotFile file;
    private final Counter failures;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private @Nullable FlagView unsaved;
    private boolean closed;
    /// Why the last attempt failed; empty where it did not.
    private volatile String trouble = "";

    SnapshotSaver(SnapshotFile file, MeterRegistry registry) {
        this.file = file;
        failures = Counter.builder("flagstaff.snapshot.failures")
                .description("Times that the snapshot could not be written")
                .register(registry);
        thread = Thread.ofVirtual().name("flagstaff-snapshot").start(this::saveOn);
    }

    /// Why the latest view is not remembered, as a sentence without its full stop; empty where it is or is
    /// about to be.
    String trouble() {
        return trouble;
    }

    /// Has a view remembered soon.
    void save(FlagView view) {
        lock.lock();
        try {
            unsaved = view;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Saves what is unsaved, and ends.
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        file.close();
    }

    /// Saves view after view, until it is closed.
    private void saveOn() {
        FlagView saved = null;
        try {
            for (var next = next(); next != null; next = next()) {
                if (!isSame(saved, next) && trySaving(next)) {
                    saved = next;
                }
                rest();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isSame(@Nullable FlagView saved, FlagView next) {
        return saved != null
                && saved.revision() == next.revision()
                && saved.digest().equals(next.digest())
                && Objects.equals(saved.lineage(), next.lineage());
    }

    /// Waits for a view that is not saved yet; null when there will be none.
    private @Nullable FlagView next() throws InterruptedException {
        lock.lock();
        try {
            while (unsaved == null && !closed) {
                changed.await();
            }
            var next = unsaved;
            unsaved = null;
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void rest() throws InterruptedException {
        lock.lock();
        try {
            long left = INTERVAL.toNanos();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean trySaving(FlagView view) {
        try {
            file.write(view);
            if (!trouble.isEmpty()) {
                LOG.info("the snapshot is written again");
            }
            trouble = "";
            return true;
        } catch (IOException failure) {
            failures.increment();
            if (trouble.isEmpty()) {
                LOG.error("the snapshot cannot be written, the one before stays: {}", failure.toString());
            }
            trouble = "The snapshot cannot be written: " + failure;
            return false;
        }
    }
}
