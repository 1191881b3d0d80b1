package dev.flagstaff.ofrep;

import static dev.flagstaff.flag.EnvironmentBuilder.environment;
import static dev.flagstaff.flag.FlagBuilder.flag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.eval.Evaluator;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.http.AnswerBytes;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SuccessWriterTest {
    @Example
    void aFlagHasConfigWhereItsEnvironmentHas() {
        var flag = flag("f")
                .environment("with", environment().rolloutPercent(0).value("1"))
                .environment("without", environment().rolloutPercent(0))
                .build();

        assertThat(answer(flag, "with")).doesNotContain("\"value\"").contains("\"reason\":\"DISABLED\"");
        assertThat(answer(flag, "without")).contains("\"value\":false").contains("\"reason\":\"STATIC\"");
    }

    @Example
    void whoIsAllowedGetsTheConfig() {
        var flag = flag("f")
                .environment("e", environment().users(Set.of("ada")).value("{\"a\":1}"))
                .build();

        assertThat(answer(flag, "e")).contains("\"value\":{\"a\":1},\"reason\":\"TARGETING_MATCH\"");
    }

    @Example
    void whereItsEnvironmentIsMissingAFlagHasConfigIfAnyHas() {
        var one = flag("f")
                .environment("without", environment())
                .environment("with", environment().value("1"))
                .build();
        var none = flag("f").environment("without", environment()).build();

        assertThat(answer(one, "missing")).doesNotContain("\"value\"").contains("\"reason\":\"DISABLED\"");
        assertThat(answer(none, "missing")).contains("\"value\":false").contains("\"reason\":\"STATIC\"");
    }

    @Property
    void aRolloutSplitsSubjectsUnlessNoneOrAllAreInIt(@ForAll @IntRange(max = 100) int percent) {
        var flag = flag("f")
                .environment("e", environment().rolloutPercent(percent))
                .build();

        assertThat(answer(flag, "e"))
                .contains("\"reason\":\"" + (percent == 0 || percent == 100 ? "STATIC" : "SPLIT") + "\"");
    }

    private static String answer(FlagDefinition flag, String environment) {
        var json = new AnswerBytes(16);
        new SuccessWriter(environment)
                .write(flag, Evaluator.evaluate(flag, new EvaluationContext(environment, "ada", "")), json);
        return new String(json.toArray(), StandardCharsets.UTF_8);
    }
}
