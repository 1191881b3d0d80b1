package dev.flagstaff.redis;

import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A change of a flag that waits to be made, and then what became of it. Made by one thread, while the one that made
/// the object waits.
///
/// @param <T> what can become of it
final class Write<T> {
    private final String flagKey;
    private final int weight;
    private final Deadline deadline;
    private final T lost;
    private final Function<WriteTransaction, Supplier<T>> change;
    /// Of the last attempt; holds if its transaction goes through.
    private @Nullable Supplier<T> hoped;

    private final Thread waiter = Thread.currentThread();
    private volatile @Nullable Supplier<T> settled;

    /// @param weight roughly how many bytes it has
    /// @param deadline when nobody waits for it any more
    /// @param lost the outcome when the transaction lost every race
    /// @param change queues its commands, and gives the outcome that holds if the transaction goes through
    Write(String flagKey, int weight, Deadline deadline, T lost, Function<WriteTransaction, Supplier<T>> change) {
        this.flagKey = flagKey;
        this.weight = weight;
        this.deadline = deadline;
        this.lost = lost;
        this.change = change;
    }

    String flagKey() {
        return flagKey;
    }

    int weight() {
        return weight;
    }

    Deadline deadline() {
        return deadline;
    }

    void queueIn(WriteTransaction transaction) {
        hoped = change.apply(transaction);
    }

    void succeed() {
        settle(Objects.requireNonNull(hoped, "queued"));
    }

    void lose() {
        settle(() -> lost);
    }

    void fail(RuntimeException failure) {
        settle(() -> {
            throw failure;
        });
    }

    private void settle(Supplier<T> outcome) {
        settled = outcome;
        LockSupport.unpark(waiter);
    }

    boolean isSettled() {
        return settled != null;
    }

    /// What became of it, once it is settled.
    T outcome() {
        return Objects.requireNonNull(settled, "settled").get();
    }
}
