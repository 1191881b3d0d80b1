package dev.flagstaff.http;

import io.helidon.webserver.CloseConnectionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// How long a thread lets a client keep it waiting. Helidon's sockets have no timeouts of their own, so another
/// thread looks whether it has been too long, and interrupts, which closes the channel.
final class Patience {
    private static final long NOBODY = 0;

    /// Until when somebody waits, of [System#nanoTime]: at most one at a time.
    private final AtomicLong until = new AtomicLong(NOBODY);
    /// Who waits, or did last. Written before [#until], and read after it.
    private @Nullable Thread waiting;

    /// The calling thread is about to be kept waiting.
    ///
    /// @param untilNanos of [System#nanoTime]
    void begin(long untilNanos) {
        waiting = Thread.currentThread();
        until.setRelease(untilNanos == NOBODY ? 1 : untilNanos);
    }

    /// The wait is over.
    ///
    /// @throws CloseConnectionException when it was too long
    void end() {
        if (until.getAndSet(NOBODY) == NOBODY) {
            // The interrupt was for this wait, and must not end what comes next.
            Thread.interrupted();
            throw new CloseConnectionException("The client took too long.");
        }
    }

    /// Ends the wait if there is one that has been too long.
    void check(long nowNanos) {
        long seen = until.get();
        var thread = waiting;
        // Whoever takes the wait away ends it: this thread or the waiting one, never both.
        if (seen != NOBODY && thread != null && nowNanos - seen > 0 && until.compareAndSet(seen, NOBODY)) {
            thread.interrupt();
        }
    }
}
