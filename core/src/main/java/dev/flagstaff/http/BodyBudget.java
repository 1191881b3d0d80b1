package dev.flagstaff.http;

import java.util.concurrent.atomic.AtomicLong;

/// What all requests of a listener together may hold of the heap before they are answered. Thread-safe.
final class BodyBudget {
    private final AtomicLong left;

    BodyBudget(long bytes) {
        left = new AtomicLong(bytes);
    }

    /// An eighth of the heap: a body exists up to three times while it is read.
    static BodyBudget ofThisProcess() {
        return new BodyBudget(Runtime.getRuntime().maxMemory() / 8);
    }

    /// Takes bytes, or nothing where there are not as many left.
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }
}
