package dev.flagstaff.redis;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// A connection of a [RedisLink] that is up, from its beginning to its end. Thread-safe.
///
/// @param upSince of [System#nanoTime]
/// @param ended completes with the reason once it is of no more use
/// @param aliveAt when it was last known to be alive, of [System#nanoTime]
record Line<C>(C connection, Node node, long upSince, CompletableFuture<String> ended, AtomicLong aliveAt) {
    /// How long it may be silent before it is asked whether it is alive.
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(2_500);

    private static final long LASTING_NANOS = TimeUnit.SECONDS.toNanos(1);

    static <C> Line<C> of(C connection, Node node) {
        long now = System.nanoTime();
        return new Line<>(connection, node, now, new CompletableFuture<>(), new AtomicLong(now));
    }

    /// So that one that breaks as soon as it is up is not renewed without a pause.
    boolean lasted() {
        return System.nanoTime() - upSince > LASTING_NANOS;
    }

    void alive() {
        aliveAt.set(System.nanoTime());
    }

    /// At most zero when it is to be asked.
    long nanosUntilSilent() {
        return SILENCE_NANOS - (System.nanoTime() - aliveAt.get());
    }

    void end(String reason) {
        ended.complete(reason);
    }
}
