package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.Anything;
import dev.flagstaff.flag.EnvironmentBuilder;
import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.flag.JsonValue;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluationWriterTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @Property
    void theTextsOfAnAnswerComeBackEqual(
            @ForAll("keys") String flagKey, @ForAll("texts") String environment, @ForAll("texts") String subject) {
        var answer = answer(flagKey, environment, subject, new Decision(Reason.ROLLOUT_MISS, 7));
        assertThat(answer.get("flagKey").stringValue()).isEqualTo(flagKey);
        assertThat(answer.get("environment").stringValue()).isEqualTo(environment);
        assertThat(answer.get("subject").stringValue()).isEqualTo(subject);
    }

    /// Encoders work by buffers; nothing may be lost or split where one ends.
    @Test
    void aTextOfAnyLengthComesBackEqual() {
        for (int length = 0; length <= 1_100; length++) {
            for (var end : new String[] {"\ud83d\ude80", "\u6797", "\u0001", "\"", "a"}) {
                String subject = "a".repeat(length) + end + "b";
                var answer = answer("checkout", "e", subject, new Decision(Reason.ROLLOUT_MISS, 7));
                assertThat(answer.get("subject").stringValue()).isEqualTo(subject);
            }
        }
    }

    @Property
    void theDecisionOfAnAnswerComesBackEqual(
            @ForAll Reason reason, @ForAll @IntRange(max = 99) int bucket, @ForAll("values") JsonValue value) {
        var definition = FlagBuilder.flag("checkout")
                .environment("production", EnvironmentBuilder.environment().value(value))
                .build();
        var decision = new Decision(reason, bucket);
        var answer = JSON.readTree(
                EvaluationWriter.write(definition, new EvaluationContext("production", "ada", ""), decision));
        assertThat(answer.get("enabled").booleanValue()).isEqualTo(reason.enabled());
        assertThat(answer.get("reason").stringValue()).isEqualTo(reason.wireName());
        assertThat(answer.get("bucket").intValue()).isEqualTo(bucket);
        var expected = reason.enabled() ? value : JsonValue.NULL;
        assertThat(answer.get("value")).isEqualTo(JSON.readTree(expected.utf8()));
        assertThat(answer.propertyNames())
                .containsExactly("flagKey", "environment", "subject", "enabled", "reason", "bucket", "value");
    }

    private static JsonNode answer(String flagKey, String environment, String subject, Decision decision) {
        var flag = FlagBuilder.flag(flagKey).build();
        return JSON.readTree(EvaluationWriter.write(flag, new EvaluationContext(environment, subject, ""), decision));
    }

    @Provide
    Arbitrary<String> keys() {
        return Anything.identifier();
    }

    /// A request's parameter may hold NUL, which no definition does.
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(Anything.text(), Anything.text().map(text -> text + '\0'));
    }

    @Provide
    Arbitrary<JsonValue> values() {
        return Anything.value();
    }
}
