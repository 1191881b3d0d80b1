package dev.flagstaff.lifecycle;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/// Things that were started one on top of the other, and are closed in reverse order. Where one fails to close, the
/// others are closed all the same, and later failures are attached to the first. Started by one thread, closed by
/// any, once.
public final class Started implements AutoCloseable {
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /// Nothing yet.
    public Started() {}

    /// Starts parts; where one of them fails to start, those before it are closed.
    public static <T> T wholeOrNot(Started started, Supplier<T> start) {
        try {
            return start.get();
        } catch (RuntimeException | Error failure) {
            try {
                started.close();
            } catch (RuntimeException alsoFailed) {
                failure.addSuppressed(alsoFailed);
            }
            throw failure;
        }
    }

    /// Adds a part that has just been started.
    public synchronized <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    @Override
    public synchronized void close() {
        RuntimeException first = null;
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception failure) {
                if (failure instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                if (first == null) {
                    first = new IllegalStateException("not everything could be closed", failure);
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
