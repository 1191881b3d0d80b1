package dev.flagstaff.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection as they arrive, request after request. Used by the connection's thread.
final class Arrival implements Supplier<byte[]> {
    /// Far beyond the idle time after which the server itself closes a connection between two requests.
    private static final Duration BETWEEN_REQUESTS = Duration.ofDays(1);

    private static final int MIB = 1024 * 1024;

    private enum Phase {
        BETWEEN,
        HEAD,
        BODY
    }

    private final DataReader source;
    private final Patience patience;
    private final BodyBudget budget;
    private final long arrivalNanos;

    private Phase phase = Phase.BETWEEN;
    /// Whoever connects and sends nothing has as long as whoever began a request.
    private long untilNanos;

    private long bodyBytes;
    /// What this request has taken from the budget.
    private long held;

    private boolean last;
    private boolean old;
    private boolean awaitsRequestLine = true;

    Arrival(DataReader source, Patience patience, BodyBudget budget, Duration arrival) {
        this.source = source;
        this.patience = patience;
        this.budget = budget;
        arrivalNanos = arrival.toNanos();
        untilNanos = System.nanoTime() + arrivalNanos;
    }

    /// The next bytes; null when there are no more to be read.
    @Override
    public byte @Nullable [] get() {
        if (phase == Phase.BETWEEN && last) {
            return null;
        }
        byte[] bytes;
        patience.begin(untilNanos);
        try {
            source.ensureAvailable();
            bytes = source.readBytes(source.available());
        } catch (DataReader.InsufficientDataAvailableException end) {
            return null;
        } finally {
            patience.end();
        }
        advance(bytes.length);
        return bytes;
    }

    private void advance(int count) {
        switch (phase) {
            case BETWEEN -> {
                phase = Phase.HEAD;
                untilNanos = System.nanoTime() + arrivalNanos;
            }
            case HEAD -> {}
            case BODY -> {
                long whole = bodyBytes / MIB;
                bodyBytes += count;
                untilNanos += (bodyBytes / MIB - whole) * arrivalNanos;
            }
        }
        // What is beyond the largest piece that is held at once is on its way to where it is dropped or parsed.
        long more = Math.min(count, StrictReader.MOST_CHUNK_BYTES - held);
        if (more > 0) {
            if (!budget.take(more)) {
                throw overloaded();
            }
            held += more;
        }
    }

    /// The request's head is there, and its body may follow.
    ///
    /// @param isLast whether the client wants no request after it
    void headArrived(boolean isLast) {
        phase = Phase.BODY;
        bodyBytes = 0;
        untilNanos = System.nanoTime() + arrivalNanos;
        last = isLast;
    }

    /// The request is answered. What was not read of its body counts as the beginning of the next.
    ///
    /// @param isLast whether the answer says that it is the last
    void answered(boolean isLast) {
        phase = Phase.BETWEEN;
        untilNanos = System.nanoTime() + BETWEEN_REQUESTS.toNanos();
        last |= isLast;
        awaitsRequestLine = true;
        giveBack();
    }

    /// Whether the next line is a request's first. True once for each request.
    boolean takesRequestLine() {
        boolean first = awaitsRequestLine;
        awaitsRequestLine = false;
        return first;
    }

    /// The request whose head arrives is of a version that knows of no request after it.
    void old() {
        old = true;
    }

    boolean isOld() {
        return old;
    }

    boolean isOver() {
        return last && phase == Phase.BETWEEN;
    }

    void giveBack() {
        budget.giveBack(held);
        held = 0;
    }

    private static RequestException overloaded() {
        return RequestException.builder()
                .type(EventType.OTHER)
                .status(Status.SERVICE_UNAVAILABLE_503)
                .header(HeaderValues.create(HeaderNames.RETRY_AFTER, "1"))
                .setKeepAlive(false)
                .message("Too many large requests arrive at once.")
                .build();
    }
}
