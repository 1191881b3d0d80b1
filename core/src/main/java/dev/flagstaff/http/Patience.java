package dev.flagstaff.http;

import io.helidon.webserver.CloseConnectionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// How long a thread lets a client keep it waiting. Helidon's sockets have no timeouts of their own, so another
/// thread looks whether it has been too long, and interrupts, which closes the channel.
final class Patience {
    /// What is waited for: at most one wait at a time.
    private final AtomicReference<@Nullable Wait> current = new AtomicReference<>();

    private record Wait(Thread thread, long untilNanos) {}

    /// The calling thread is about to be kept waiting.
    ///
    /// @param untilNanos of [System#nanoTime]
    void begin(long untilNanos) {
        current.set(new Wait(Thread.currentThread(), untilNanos));
    }

    /// The wait is over.
    ///
    /// @throws CloseConnectionException when it was too long
    void end() {
        if (current.getAndSet(null) == null) {
            // The interrupt was for this wait, and must not end what comes next.
            Thread.interrupted();
            throw new CloseConnectionException("The client took too long.");
        }
    }

    /// Ends the wait if there is one that has been too long.
    void check(long nowNanos) {
        var wait = current.get();
        // Whoever takes the wait away ends it: this thread or the waiting one, never both.
        if (wait != null && nowNanos - wait.untilNanos() > 0 && current.compareAndSet(wait, null)) {
            wait.thread().interrupt();
        }
    }
}
