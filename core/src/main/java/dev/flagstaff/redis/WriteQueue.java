package dev.flagstaff.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Writes that wait to be made together, one batch after the other, by a thread that does nothing else: a virtual
/// thread would have to wait for its turn behind requests whenever Redis has answered. Thread-safe.
final class WriteQueue implements AutoCloseable {
    /// How many writes go together at most, and of how many bytes: so few that Redis is free for others after a few
    /// milliseconds. One that is larger goes alone.
    private static final int MOST_TOGETHER = 32;

    private static final int HEAVIEST_TOGETHER = 256 * 1024;

    private final Transactor transactor;
    private final Consumer<List<Write<?>>> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Deque<Write<?>> waiting = new ArrayDeque<>();
    private boolean closed;

    /// @param maker makes writes, and settles them
    WriteQueue(Transactor transactor, Consumer<List<Write<?>>> maker) {
        this.transactor = transactor;
        this.maker = maker;
        Thread.ofPlatform().daemon().name("flagstaff-writes").start(this::makeAll);
    }

    /// Has a write made, alone or with others that wait.
    ///
    /// @throws RedisUnavailableException when its turn does not come before its deadline
    void make(Write<?> write) {
        add(write);
        while (!write.isSettled()) {
            LockSupport.parkNanos(this, write.deadline().nanosLeft());
            if (!write.isSettled() && Thread.interrupted()) {
                forget(write);
                throw transactor.interrupted(new InterruptedException());
            }
            if (write.deadline().nanosLeft() == 0) {
                if (forget(write)) {
                    throw transactor.tooSlow();
                }
                awaitMade(write);
            }
        }
    }

    /// What is under way has a deadline that is no later.
    private void awaitMade(Write<?> write) {
        boolean isInterrupted = false;
        while (!write.isSettled()) {
            LockSupport.park(this);
            isInterrupted |= Thread.interrupted();
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void add(Write<?> write) {
        lock.lock();
        try {
            if (closed) {
                throw new RedisUnavailableException("the store is closed");
            }
            waiting.add(write);
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody waits for it any longer.
    ///
    /// @return false where it is under way
    private boolean forget(Write<?> write) {
        lock.lock();
        try {
            return waiting.remove(write);
        } finally {
            lock.unlock();
        }
    }

    private void makeAll() {
        for (var writes = next(); !writes.isEmpty(); writes = next()) {
            maker.accept(writes);
        }
    }

    /// Waits for what goes into the next transaction; nothing does once this is closed.
    private List<Write<?>> next() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closed) {
                arrival.awaitUninterruptibly();
            }
            var together = new ArrayList<Write<?>>();
            int weight = 0;
            for (var write = waiting.peek(); write != null && together.size() < MOST_TOGETHER; write = waiting.peek()) {
                weight += write.weight();
                if (!together.isEmpty() && weight > HEAVIEST_TOGETHER) {
                    break;
                }
                together.add(waiting.remove());
            }
            return together;
        } finally {
            lock.unlock();
        }
    }

    /// Those that wait are made before the thread ends.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }
}
