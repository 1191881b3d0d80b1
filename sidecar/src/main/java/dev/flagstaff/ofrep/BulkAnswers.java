package dev.flagstaff.ofrep;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.eval.Evaluator;
import dev.flagstaff.http.AnswerBytes;
import dev.flagstaff.http.EvaluationObserver;
import java.nio.charset.StandardCharsets;

/// Answers over all flags, of which so many bytes are kept. Thread-safe.
///
/// The tag says all that an answer depends on, definitions and context, so an answer that is kept never goes stale:
/// nobody asks for it any more, and it makes room.
final class BulkAnswers {
    /// Beside the definitions in a heap of 32 MiB, of which a bulk answer is usually a few thousandths.
    private static final long MOST_BYTES = 2 * 1024 * 1024;
    /// What keeping an answer takes besides.
    private static final int ENTRY_BYTES = 200;

    private static final byte[] FLAGS = utf8("{\"flags\":[");
    private static final byte[] END = utf8("],\"eventStreams\":[{\"type\":\"sse\",\"endpoint\":{\"requestUri\":\""
            + Ofrep.EVENTS + "\"},\"inactivityDelaySec\":120}]}");

    private final Cache<String, byte[]> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_BYTES)
            .weigher((String tag, byte[] answer) -> answer.length + ENTRY_BYTES)
            .build();
    private final EvaluationObserver observer;

    BulkAnswers(EvaluationObserver observer) {
        this.observer = observer;
    }

    /// The answer that a tag names.
    ///
    /// @param tag of these flags and this context
    byte[] answer(String tag, FlagSet flags, EvaluationContext context) {
        byte[] known = kept.getIfPresent(tag);
        if (known != null) {
            return known;
        }
        byte[] answer = write(flags, context);
        kept.put(tag, answer);
        return answer;
    }

    private byte[] write(FlagSet flags, EvaluationContext context) {
        var json = new AnswerBytes(512 + 256 * flags.flags().size());
        var writer = new SuccessWriter(context.environment());
        json.put(FLAGS);
        boolean first = true;
        for (var flag : flags.flags()) {
            long started = System.nanoTime();
            if (!first) {
                json.put(',');
            }
            first = false;
            var decision = Evaluator.evaluate(flag, context);
            writer.write(flag, decision, json);
            observer.evaluated(flag, context, decision, started);
        }
        json.put(END);
        return json.toArray();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
