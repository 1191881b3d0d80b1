package dev.flagstaff.ofrep;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// One stream of [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html), to one client.
/// It runs on the thread that made it; others wake it and watch it.
final class EventStream {
    static final HeaderName LAST_EVENT_ID = HeaderNames.create("Last-Event-ID");

    private static final byte[] COMMENT = utf8(":\n\n");
    private static final int RETRY_MILLIS = 1_000;

    private final OutputStream answer;
    private final Duration longestSilence;
    private final Thread thread = Thread.currentThread();
    private String told;
    /// Since when a write goes on, of [System#nanoTime]; 0 while none does.
    private volatile long writingSince;

    private volatile boolean givenUp;
    /// Of the one thread that watches.
    private boolean cutOff;

    /// @param lastEventId what the client was told last; empty for nothing
    /// @param longestSilence after which a comment is sent
    EventStream(OutputStream answer, String lastEventId, Duration longestSilence) {
        this.answer = answer;
        this.longestSilence = longestSilence;
        told = lastEventId;
    }

    /// Tells of what is served, whenever it is something else than what was told last.
    ///
    /// @param newest the id of what is served; empty while nothing is
    void run(Supplier<String> newest, BooleanSupplier closed) throws IOException {
        // Not all at once, should a sidecar with many clients start anew.
        write(utf8("retry: " + ThreadLocalRandom.current().nextInt(RETRY_MILLIS, 2 * RETRY_MILLIS) + "\n\n"));
        while (!closed.getAsBoolean()) {
            if (givenUp) {
                throw new IOException("the stream made room for another");
            }
            String now = newest.get();
            if (!now.isEmpty() && !now.equals(told)) {
                told = now;
                write(utf8("id: " + now + "\ndata: {\"type\":\"refetchEvaluation\"}\n\n"));
            } else if (!awaitChange(newest, closed)) {
                write(COMMENT);
            }
            if (Thread.interrupted()) {
                return;
            }
        }
    }

    private boolean awaitChange(Supplier<String> newest, BooleanSupplier closed) {
        long end = System.nanoTime() + longestSilence.toNanos();
        while (true) {
            String now = newest.get();
            if (givenUp
                    || closed.getAsBoolean()
                    || (!now.isEmpty() && !now.equals(told))
                    || Thread.currentThread().isInterrupted()) {
                return true;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            LockSupport.parkNanos(this, left);
        }
    }

    private void write(byte[] bytes) throws IOException {
        writingSince = System.nanoTime() | 1;
        try {
            answer.write(bytes);
            answer.flush();
        } finally {
            writingSince = 0;
        }
    }

    /// Lets it see what is new.
    void wake() {
        LockSupport.unpark(thread);
    }

    /// Ends it, and its connection.
    void giveWay() {
        givenUp = true;
        wake();
    }

    boolean isStuckFor(Duration limit) {
        long since = writingSince;
        return since != 0 && System.nanoTime() - since > limit.toNanos();
    }

    /// Ends a write that does not get on, and with it the connection; false when that was done before.
    boolean cutOff() {
        boolean first = !cutOff;
        cutOff = true;
        if (first) {
            thread.interrupt();
        }
        return first;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
