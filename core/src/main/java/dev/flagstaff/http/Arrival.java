package dev.flagstaff.http;

import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The bytes of a connection as they arrive, request after request. What is left of them after plain requests are
/// answered goes to the server. Used by the connection's thread, but for what says otherwise.
final class Arrival implements Supplier<byte[]> {
    /// Far beyond the idle time after which the server itself closes a connection between two requests.
    private static final Duration BETWEEN_REQUESTS = Duration.ofDays(1);

    private static final int MIB = 1024 * 1024;

    private enum Phase {
        BETWEEN,
        HEAD,
        BODY
    }

    private final Supplier<byte[]> source;
    private final Patience patience;
    private final BodyBudget budget;
    private final long arrivalNanos;
    private final @Nullable PlainAnswers plain;
    private final Turn turn;

    private Phase phase = Phase.BETWEEN;
    /// When what is awaited must be there. Whoever connects and sends nothing has as long as whoever began a request.
    private long untilNanos;

    private long bodyBytes;
    /// What this request has taken from the budget.
    private long held;

    private boolean last;
    private boolean old;
    private boolean awaitsRequestLine = true;
    private boolean isBeginning;
    /// Whether a plain request is being answered, of which the server knows nothing.
    private volatile boolean isAnswering;

    private volatile boolean isEnding;
    private volatile long plainAnsweredNanos = System.nanoTime();

    /// @param source gives what arrived, at least a byte, or null at the end
    /// @param plain null where every request is the server's
    Arrival(
            Supplier<byte[]> source,
            Patience patience,
            BodyBudget budget,
            Duration arrival,
            @Nullable PlainAnswers plain,
            Turn turn) {
        this.source = source;
        this.patience = patience;
        this.budget = budget;
        arrivalNanos = arrival.toNanos();
        this.plain = plain;
        this.turn = turn;
        untilNanos = System.nanoTime() + arrivalNanos;
    }

    /// The next bytes for the server; null when there are no more to be read.
    @Override
    public byte @Nullable [] get() {
        while (phase != Phase.BETWEEN || !(last || isEnding)) {
            byte[] bytes = read();
            if (bytes == null) {
                return null;
            }
            byte[] left = plain != null && isBeginning && phase == Phase.BETWEEN ? leftOf(plain, bytes) : bytes;
            if (left.length > 0) {
                advance(left.length);
                return left;
            }
            turn.pass();
        }
        return null;
    }

    /// Answers what is plain, and waits for the rest of a body: clients send it after the head.
    private byte[] leftOf(PlainAnswers answers, byte[] bytes) {
        byte[] left = answer(answers, bytes);
        if (answers.wantMore()) {
            untilNanos = System.nanoTime() + arrivalNanos;
        }
        while (answers.wantMore()) {
            byte[] more = read();
            if (more == null) {
                break;
            }
            byte[] together = Arrays.copyOf(left, left.length + more.length);
            System.arraycopy(more, 0, together, left.length, more.length);
            left = answer(answers, together);
        }
        return left;
    }

    private byte @Nullable [] read() {
        patience.begin(untilNanos);
        try {
            return source.get();
        } catch (UncheckedIOException gone) {
            throw new CloseConnectionException("Nothing more can be read.", gone);
        } finally {
            patience.end();
        }
    }

    private byte[] answer(PlainAnswers answers, byte[] bytes) {
        isAnswering = true;
        try {
            int answered = answers.answer(bytes);
            if (answered > 0) {
                plainAnsweredNanos = System.nanoTime();
                untilNanos = plainAnsweredNanos + BETWEEN_REQUESTS.toNanos();
            }
            return answered == 0 ? bytes : Arrays.copyOfRange(bytes, answered, bytes.length);
        } finally {
            isAnswering = false;
        }
    }

    /// Told before each [#get].
    ///
    /// @param beginning whether the server has taken all that it was given
    void beginning(boolean beginning) {
        isBeginning = beginning;
    }

    /// No more is read once the request that is there is answered. Called by any thread.
    void end() {
        isEnding = true;
    }

    /// Whether a plain request is being answered, which is not to be interrupted. Called by any thread.
    boolean isAnswering() {
        return isAnswering;
    }

    /// How long ago a plain request was answered, or the connection began. Called by any thread.
    Duration plainIdleTime() {
        return Duration.ofNanos(System.nanoTime() - plainAnsweredNanos);
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
