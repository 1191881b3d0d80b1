package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.eval.Evaluator;
import dev.flagstaff.flag.FlagBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final EvaluationMetrics metrics = new EvaluationMetrics(registry);

    @Test
    void aFlagHasItsOwnSeriesOnceItIsKnown() {
        evaluate("a");
        assertThat(count("other")).isEqualTo(1);

        metrics.known(Set.of("a", "b"));
        evaluate("a");

        assertThat(series()).containsExactly("a", "b", "other");
        assertThat(count("a")).isEqualTo(1);
        assertThat(count("b")).isZero();
        assertThat(count("other")).isEqualTo(1);
    }

    @Test
    void aFlagThatIsGoneTakesItsSeriesAlongAndBeginsAnewWhenItIsBack() {
        metrics.known(Set.of("a", "b"));
        evaluate("a");

        metrics.known(Set.of("b"));
        assertThat(series()).containsExactly("b", "other");
        evaluate("a");
        assertThat(count("other")).isEqualTo(1);

        metrics.known(Set.of("a", "b"));
        assertThat(count("a")).isZero();
    }

    @Test
    void beyondAThousandFlagsTheRestCountsAsOther() {
        metrics.known(flagKeys(0, 1_500));
        assertThat(series()).hasSize(1_001).contains("other");

        flagKeys(0, 1_500).forEach(this::evaluate);
        assertThat(count("other")).isEqualTo(500);
    }

    @Test
    void thePlaceOfAFlagThatIsGoneIsTakenByOneThatHadNone() {
        metrics.known(flagKeys(0, 1_000));
        metrics.known(flagKeys(0, 1_001));
        assertThat(series()).doesNotContain("f1000");

        metrics.known(flagKeys(1, 1_001));

        assertThat(series()).hasSize(1_001).contains("f1000", "other").doesNotContain("f0");
    }

    @Test
    void aFlagThatIsCalledOtherCountsAsOther() {
        metrics.known(Set.of("other", "a"));
        evaluate("other");
        metrics.known(Set.of("a"));
        evaluate("other");

        assertThat(series()).containsExactly("a", "other");
        assertThat(count("other")).isEqualTo(2);
    }

    private void evaluate(String flagKey) {
        var flag = FlagBuilder.flag(flagKey).build();
        var context = new EvaluationContext("e", "s", "");
        metrics.evaluated(flag, context, Evaluator.evaluate(flag, context), System.nanoTime());
    }

    private double count(String flagKey) {
        return registry.get("flagstaff.flag.evaluations")
                .tag("flag", flagKey)
                .counter()
                .count();
    }

    private Collection<String> series() {
        return registry.get("flagstaff.flag.evaluations").counters().stream()
                .map(counter -> String.valueOf(counter.getId().getTag("flag")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> flagKeys(int first, int end) {
        return IntStream.range(first, end).mapToObj(i -> "f" + i).collect(Collectors.toCollection(TreeSet::new));
    }
}
