package dev.flagstaff.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/// Writes that wait to be made together, by the thread of one of them. Thread-safe.
///
/// At any time one thread leads at most, from before it has its turn until nobody needs the connection any more. Then
/// it calls the one that waits longest, who leads next; so whoever waits has either been called, or somebody leads who
/// will call. What became of the writes it tells only after that: Redis need not wait until all of them have answered.
final class WriteQueue {
    /// How many writes go together at most, and of how many bytes: so few that Redis is free for others after a few
    /// milliseconds. One that is larger goes alone.
    private static final int MOST_TOGETHER = 32;

    private static final int HEAVIEST_TOGETHER = 256 * 1024;

    private final Transactor transactor;
    private final Function<List<Write<?>>, Runnable> maker;
    private final Queue<Write<?>> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isLed = new AtomicBoolean();

    /// @param maker makes writes; what it returns settles them
    WriteQueue(Transactor transactor, Function<List<Write<?>>, Runnable> maker) {
        this.transactor = transactor;
        this.maker = maker;
    }

    /// Makes a write, alone or with others that wait.
    ///
    /// @throws RedisUnavailableException when its turn does not come before its deadline
    void make(Write<?> write) {
        waiting.add(write);
        try {
            while (!write.isSettled()) {
                if (!write.isTaken() && isLed.compareAndSet(false, true)) {
                    lead(write);
                } else {
                    transactor.await(write);
                }
            }
        } finally {
            waiting.remove(write);
            callNext();
        }
    }

    private void lead(Write<?> write) {
        var made = new ArrayList<Runnable>();
        try {
            transactor.inTurn(write.deadline(), () -> {
                while (!write.isTaken()) {
                    made.add(maker.apply(next()));
                }
            });
        } finally {
            isLed.set(false);
            callNext();
            made.forEach(Runnable::run);
        }
    }

    private void callNext() {
        var next = waiting.peek();
        if (next != null && !isLed.get()) {
            next.call();
        }
    }

    /// What goes into the next transaction. Whoever does not wait any longer has taken his write away.
    private List<Write<?>> next() {
        var together = new ArrayList<Write<?>>();
        int weight = 0;
        for (var write = waiting.peek(); write != null && together.size() < MOST_TOGETHER; write = waiting.peek()) {
            weight += write.weight();
            if (!together.isEmpty() && weight > HEAVIEST_TOGETHER) {
                break;
            }
            if (waiting.remove(write)) {
                write.take();
                together.add(write);
            }
        }
        return together;
    }
}
