package dev.flagstaff.eval;

import dev.flagstaff.flag.FlagDefinition;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.io.JsonStringEncoder;

/// An evaluation as the JSON that `…/evaluate` answers with, put together from pieces that are encoded already:
/// this is the hot path, and the texts of the request are all that is left to encode. Stateless.
public final class EvaluationWriter {
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();
    private static final byte[] FLAG_KEY = utf8("{\"flagKey\":\"");
    private static final byte[] ENVIRONMENT = utf8("\",\"environment\":\"");
    private static final byte[] SUBJECT = utf8("\",\"subject\":\"");
    /// From `enabled` to the bucket's place, by reason.
    private static final Map<Reason, byte[]> OUTCOMES = outcomes();
    /// The bucket and what leads to the value, by bucket.
    private static final byte[][] BUCKETS = buckets();

    private EvaluationWriter() {}

    /// The evaluation as compact JSON in UTF-8, members in the contract's order.
    public static byte[] write(FlagDefinition flag, EvaluationContext context, Decision decision) {
        // A flag key needs no escape and is ASCII.
        byte[] key = flag.flagKey().getBytes(StandardCharsets.ISO_8859_1);
        byte[] environmentName = ENCODER.quoteAsUTF8(context.environment());
        byte[] subjectText = ENCODER.quoteAsUTF8(context.subject());
        byte[] outcome = Objects.requireNonNull(OUTCOMES.get(decision.reason()));
        byte[] bucket = BUCKETS[decision.bucket()];
        byte[] value = decision.value(flag, context.environment()).utf8();
        byte[] answer = new byte
                [FLAG_KEY.length
                        + key.length
                        + ENVIRONMENT.length
                        + environmentName.length
                        + SUBJECT.length
                        + subjectText.length
                        + outcome.length
                        + bucket.length
                        + value.length
                        + 1];
        int end = append(FLAG_KEY, answer, 0);
        end = append(key, answer, end);
        end = append(ENVIRONMENT, answer, end);
        end = append(environmentName, answer, end);
        end = append(SUBJECT, answer, end);
        end = append(subjectText, answer, end);
        end = append(outcome, answer, end);
        end = append(bucket, answer, end);
        end = append(value, answer, end);
        answer[end] = '}';
        return answer;
    }

    private static int append(byte[] piece, byte[] answer, int at) {
        System.arraycopy(piece, 0, answer, at, piece.length);
        return at + piece.length;
    }

    private static Map<Reason, byte[]> outcomes() {
        var pieces = new EnumMap<Reason, byte[]>(Reason.class);
        for (var reason : Reason.values()) {
            pieces.put(
                    reason, utf8("\",\"enabled\":" + reason.enabled() + ",\"reason\":\"" + reason.wireName() + "\""));
        }
        return pieces;
    }

    private static byte[][] buckets() {
        var pieces = new byte[Bucket.BUCKETS][];
        for (int bucket = 0; bucket < pieces.length; bucket++) {
            pieces[bucket] = utf8(",\"bucket\":" + bucket + ",\"value\":");
        }
        return pieces;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
