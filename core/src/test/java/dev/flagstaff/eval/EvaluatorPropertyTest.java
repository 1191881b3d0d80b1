package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.EnvironmentBuilder;
import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.flag.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

class EvaluatorPropertyTest {
    @Property
    void aDefinitionDecidesAsTheContractDoes(@ForAll("questions") Question question) {
        var expected = question.expected();
        assertThat(question.verdict()).isEqualTo(expected);
        // A reason that never came up would leave the property half empty.
        Statistics.label("reason").collect(expected.reason()).coverage(seen -> {
            for (var reason : Reason.values()) {
                seen.check(reason.wireName()).count(count -> count > 0);
            }
        });
    }

    @Property
    void aDisabledDecisionNeverYieldsAValue(@ForAll("questions") Question question) {
        var decision = question.decision();
        if (!decision.enabled()) {
            assertThat(question.verdict().value()).isEqualTo(JsonValue.NULL);
            byte[] answer = EvaluationWriter.write(question.flag(), question.context(), decision);
            assertThat(new String(answer, StandardCharsets.UTF_8)).endsWith(",\"value\":null}");
        }
    }

    @Property
    void raisingARolloutNeverRemovesAnyone(
            @ForAll("questions") Question question,
            @ForAll @IntRange(max = 100) int one,
            @ForAll @IntRange(max = 100) int other) {
        var before = withRollout(question, Math.min(one, other)).decision();
        var after = withRollout(question, Math.max(one, other)).decision();
        assertThat(after.enabled() || !before.enabled()).isTrue();
        assertThat(after.bucket()).isEqualTo(before.bucket());
    }

    private static Question withRollout(Question question, int percent) {
        var flag = question.flag();
        var environments = new TreeMap<>(flag.environments());
        environments.replaceAll((name, it) ->
                EnvironmentBuilder.like(it).rolloutPercent(percent).build());
        return new Question(FlagBuilder.like(flag).environments(environments).build(), question.context());
    }

    @Provide
    Arbitrary<Question> questions() {
        return Question.any();
    }
}
