package dev.flagstaff.logging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The way from the threads that log to the sinks: a bounded queue, and one thread that empties it, started with
/// the first sink. Logging threads only ever put an entry in or drop it; whatever a sink does, they do not wait for
/// it. Thread-safe.
final class SinkQueue implements AutoCloseable {
    /// How many entries may wait.
    static final int CAPACITY = 1_024;

    private final Duration draining;
    private final List<Attachment> attached = new CopyOnWriteArrayList<>();
    private final AtomicLong dropped = new AtomicLong();

    /// Guards everything below, and is never held while a sink is called.
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition arrival = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private final Queue<LogEntry> waiting = new ArrayDeque<>();
    private long accepted;
    private long settled;
    private boolean closed;
    private @Nullable Thread drain;

    /// @param draining how long closing waits for the sinks
    SinkQueue(Duration draining) {
        this.draining = draining;
    }

    /// Queues the entry if anybody wants it, or drops it. Never waits for a sink.
    void offer(LogEntry entry) {
        if (attached.isEmpty()) {
            return;
        }
        lock.lock();
        try {
            // What a sink says while it is sending must not be sent: each entry would bring forth the next.
            if (closed || Thread.currentThread() == drain) {
                return;
            }
            if (waiting.size() == CAPACITY) {
                dropped.incrementAndGet();
                return;
            }
            waiting.add(entry);
            accepted++;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    LogSink.Registration attach(LogSink sink) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("The logs are closed");
            }
            if (drain == null) {
                drain = Thread.ofVirtual().name("log-sinks").start(this::drain);
            }
            var attachment = new Attachment(sink);
            attached.add(attachment);
            return attachment;
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        return dropped.get();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            arrival.signal();
            awaitSettled();
            attached.clear();
            dropped.addAndGet(waiting.size());
            settled += waiting.size();
            waiting.clear();
            progress.signalAll();
            if (drain != null) {
                drain.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until everything that is queued now was offered to the sinks or dropped, within limits. Needs the lock.
    private void awaitSettled() {
        if (Thread.currentThread() == drain) {
            return; // It would wait for itself.
        }
        long target = accepted;
        long left = draining.toNanos();
        try {
            while (settled < target && left > 0) {
                left = progress.awaitNanos(left);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void drain() {
        for (var entry = next(); entry != null; entry = next()) {
            if (!deliver(entry)) {
                dropped.incrementAndGet();
            }
            lock.lock();
            try {
                settled++;
                progress.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Waits for an entry; null when there will be none.
    private @Nullable LogEntry next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrival.awaitUninterruptibly();
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private boolean deliver(LogEntry entry) {
        int takers = 0;
        boolean refused = false;
        for (var attachment : attached) {
            takers++;
            refused |= !attachment.takes(entry);
        }
        return takers > 0 && !refused;
    }

    /// One attached sink; the same sink attached twice has two.
    private final class Attachment implements LogSink.Registration {
        private final LogSink sink;

        Attachment(LogSink sink) {
            this.sink = sink;
        }

        /// Whatever the sink throws, an error even: the thread goes on, for the other sinks and the other
        /// entries. It is not logged, since it would be for every entry; the count tells.
        boolean takes(LogEntry entry) {
            try {
                return sink.offer(entry);
            } catch (Throwable failure) {
                return false;
            }
        }

        @Override
        public void close() {
            if (!attached.contains(this)) {
                return;
            }
            lock.lock();
            try {
                awaitSettled();
            } finally {
                lock.unlock();
            }
            attached.remove(this);
        }
    }
}
