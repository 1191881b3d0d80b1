package dev.flagstaff.logging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The way from the threads that log to the sinks: a bounded queue, and one thread that empties it, started with
/// the first sink. Logging threads only ever put an entry in or drop it; whatever a sink does, they do not wait for
/// it. Thread-safe.
final class SinkQueue implements AutoCloseable {
    /// How many entries may wait.
    static final int CAPACITY = 1_024;

    private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

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
        for (var entries = next(); !entries.isEmpty(); entries = next()) {
            dropped.addAndGet(deliver(entries));
            lock.lock();
            try {
                settled += entries.size();
                progress.signalAll();
            } finally {
                lock.unlock();
            }
            if (entries.size() > 1) {
                // Where they come faster than they can be taken one by one, more of them go together.
                LockSupport.parkNanos(GATHERING_NANOS);
            }
        }
    }

    /// Waits for entries, so few that every sink takes them at once; none when there will be none.
    private List<LogEntry> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrival.awaitUninterruptibly();
            }
            int most = attached.stream().mapToInt(Attachment::most).min().orElse(1);
            var entries = new ArrayList<LogEntry>();
            while (entries.size() < most && !waiting.isEmpty()) {
                entries.add(waiting.remove());
            }
            return entries;
        } finally {
            lock.unlock();
        }
    }

    /// @return how many did not reach every sink
    private int deliver(List<LogEntry> entries) {
        boolean anybody = false;
        Set<LogEntry> refused = Collections.newSetFromMap(new IdentityHashMap<>());
        for (var attachment : attached) {
            anybody = true;
            refused.addAll(attachment.refused(entries));
        }
        return anybody ? refused.size() : entries.size();
    }

    /// One attached sink; the same sink attached twice has two.
    private final class Attachment implements LogSink.Registration {
        private final LogSink sink;

        Attachment(LogSink sink) {
            this.sink = sink;
        }

        int most() {
            return sink.most();
        }

        /// Whatever the sink throws, an error even: the thread goes on, for the other sinks and the other
        /// entries. It is not logged, since it would be for every entry; the count tells.
        List<LogEntry> refused(List<LogEntry> entries) {
            try {
                return sink.offer(entries);
            } catch (Throwable failure) {
                return entries;
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
