package dev.flagstaff.ofrep;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.eval.Evaluator;
import dev.flagstaff.http.EvaluationObserver;
import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.LongAnswer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Answers over all flags. Those that were asked for twice are kept, up to so many bytes: where nobody asks again, each
/// would only stay long enough to get old. Thread-safe.
///
/// The tag says all that an answer depends on, definitions and context, so an answer that is kept never goes stale:
/// nobody asks for it any more, and it makes room.
final class BulkAnswers {
    /// Beside the definitions in a heap of 32 MiB, of which a bulk answer is usually a few thousandths.
    private static final long MOST_BYTES = 2 * 1024 * 1024;
    /// What keeping an answer takes besides.
    private static final int ENTRY_BYTES = 200;

    /// Of how many contexts it is known that they were asked for.
    private static final int PLACES = 4096;

    private static final byte[] FLAGS = utf8("{\"flags\":[");
    private static final byte[] END = utf8("],\"eventStreams\":[{\"type\":\"sse\",\"endpoint\":{\"requestUri\":\""
            + Ofrep.EVENTS + "\"},\"inactivityDelaySec\":120}]}");

    private final Cache<String, byte[]> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .weigher((String tag, byte[] answer) -> answer.length + ENTRY_BYTES)
            .build();
    /// Hashes of tags that were asked for, each in the place that its last bits name.
    private final AtomicIntegerArray asked = new AtomicIntegerArray(PLACES);
    private final LongAnswer.Stock stock = new LongAnswer.Stock();
    private final EvaluationObserver observer;

    BulkAnswers(EvaluationObserver observer) {
        this.observer = observer;
    }

    /// Answers with what a tag names.
    ///
    /// @param tag of these flags and this context
    void send(String tag, FlagSet flags, EvaluationContext context, Exchange exchange) {
        byte[] known = kept.getIfPresent(tag);
        if (known != null) {
            exchange.send(known);
            return;
        }
        try (var answer = stock.answer()) {
            write(flags, context, answer);
            if (isAskedForAgain(tag)) {
                kept.put(tag, answer.toArray());
            }
            exchange.send(answer);
        }
    }

    private boolean isAskedForAgain(String tag) {
        int hash = tag.hashCode();
        return asked.getAndSet(hash & (PLACES - 1), hash) == hash;
    }

    private void write(FlagSet flags, EvaluationContext context, LongAnswer answer) {
        var writer = new SuccessWriter(context.environment());
        answer.end().put(FLAGS);
        boolean first = true;
        for (var flag : flags.flags()) {
            long started = System.nanoTime();
            var json = answer.end();
            if (!first) {
                json.put(',');
            }
            first = false;
            var decision = Evaluator.evaluate(flag, context);
            writer.write(flag, decision, json);
            observer.evaluated(flag, context, decision, started);
        }
        answer.end().put(END);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
