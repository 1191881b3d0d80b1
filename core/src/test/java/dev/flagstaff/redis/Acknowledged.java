package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A writer that goes on whatever happens, each time with a flag of its own, and knows which writes were
/// acknowledged and when.
final class Acknowledged implements AutoCloseable {
    /// A long time for a write to go through again, on a machine that has much else to do.
    private static final Duration LIMIT = Duration.ofSeconds(45);

    private static final long PAUSE_NANOS = Duration.ofMillis(2).toNanos();

    private final FlagStore store;
    private final AtomicLong next = new AtomicLong();
    private final Map<String, Long> acknowledgedAt = new ConcurrentHashMap<>();
    private final Busy writer;

    Acknowledged(FlagStore store) {
        this.store = store;
        writer = new Busy(this::write);
    }

    private void write() {
        long number = next.getAndIncrement();
        String flagKey = "flag-" + number;
        try {
            if (store.put(Definitions.numbered(flagKey, number)) instanceof PutOutcome.Written) {
                acknowledgedAt.put(flagKey, System.nanoTime());
            }
        } catch (RedisUnavailableException away) {
            // It is not known whether it was written, and nobody is told so.
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    int count() {
        return acknowledgedAt.size();
    }

    /// Waits until some more writes were acknowledged.
    ///
    /// @return how long that took
    Duration awaitMore(int writes) {
        long started = System.nanoTime();
        int before = count();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> count() >= before + writes);
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /// Everything acknowledged before a moment of [System#nanoTime], or after another one, is in the store.
    void areInStore(long before, long after) {
        // Taken first: writing goes on.
        var acknowledged = Map.copyOf(acknowledgedAt);
        await().atMost(LIMIT).until(store::isConnected);
        var present = store.list().flags().keySet();
        acknowledged.forEach((flagKey, at) -> {
            if (at - before < 0 || at - after > 0) {
                assertThat(present).contains(flagKey);
            }
        });
    }

    /// Everything ever acknowledged is in the store.
    void areAllInStore() {
        areInStore(Long.MAX_VALUE / 2 + System.nanoTime(), System.nanoTime());
    }

    /// Writes no more.
    void stop() {
        writer.close();
    }

    @Override
    public void close() {
        stop();
    }
}
