package dev.flagstaff.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Threads that do the same over and over until they are closed. What one of them throws, closing throws.
final class Busy implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong rounds = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile boolean closed;

    Busy(Runnable... tasks) {
        for (var task : tasks) {
            threads.add(Thread.ofPlatform().daemon().start(() -> repeat(task)));
        }
    }

    /// How often any of them has done it.
    long rounds() {
        return rounds.get();
    }

    private void repeat(Runnable task) {
        try {
            while (!closed) {
                task.run();
                rounds.incrementAndGet();
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (var thread : threads) {
            try {
                thread.join(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("a thread failed", thrown);
        }
    }
}
