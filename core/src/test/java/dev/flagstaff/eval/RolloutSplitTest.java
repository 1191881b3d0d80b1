package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flagstaff.flag.EnvironmentBuilder;
import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.flag.FlagDefinition;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How 100,000 subjects split, against the bounds of chance at 5 standard deviations. The subjects are `user-0` to
/// `user-99999` each time, so what passes once passes always.
class RolloutSplitTest {
    private static final int SUBJECTS = 100_000;
    private static final double SIGMAS = 5;

    @ParameterizedTest
    @CsvSource({
        "checkout-banner, 1", "checkout-banner, 10", "checkout-banner, 25", "checkout-banner, 50",
                "checkout-banner, 99",
        "f, 1", "f, 5", "f, 33", "f, 75", "f, 90",
        "new.search_2-beta, 2", "new.search_2-beta, 20", "new.search_2-beta, 50", "new.search_2-beta, 66",
    })
    void aPercentageOfSubjectsIsInWithinTheBoundsOfTheBinomialDistribution(String flagKey, int percent) {
        var flag = flag(flagKey, percent);
        double share = percent / 100.0;
        assertThat(count(i -> enabled(flag, "production", i))).isCloseTo(expected(share), bound(share));
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkout-banner", "f", "new.search_2-beta"})
    void theHundredBucketsAreEvenlyFilledWithinTheBoundsOfChiSquare(String flagKey) {
        var flag = flag(flagKey, 50);
        var filled = new int[100];
        for (int i = 0; i < SUBJECTS; i++) {
            filled[
                    Evaluator.evaluate(flag, new EvaluationContext("production", "user-" + i, ""))
                            .bucket()]++;
        }
        double expected = SUBJECTS / 100.0;
        double chiSquare = IntStream.of(filled)
                .mapToDouble(n -> (n - expected) * (n - expected) / expected)
                .sum();
        // Of 99 degrees of freedom: the mean is 99, the variance twice that. Too even is as suspicious as too uneven.
        assertThat(chiSquare).isCloseTo(99, within(SIGMAS * Math.sqrt(2 * 99)));
    }

    @Test
    void flagsAndEnvironmentsSplitIndependently() {
        var one = flag("one", 50);
        var other = flag("other", 50);
        assertThat(count(i -> enabled(one, "production", i) && enabled(other, "production", i)))
                .isCloseTo(expected(0.25), bound(0.25));
        assertThat(count(i -> enabled(one, "production", i) && enabled(one, "staging", i)))
                .isCloseTo(expected(0.25), bound(0.25));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "100, 100000"})
    void nobodyOrEverybodyIsExact(int percent, int in) {
        var flag = flag("checkout-banner", percent);
        assertThat(count(i -> enabled(flag, "production", i))).isEqualTo(in);
    }

    private static double expected(double share) {
        return SUBJECTS * share;
    }

    private static Offset<Double> bound(double share) {
        return within(SIGMAS * Math.sqrt(SUBJECTS * share * (1 - share)));
    }

    private static double count(IntPredicate subject) {
        return IntStream.range(0, SUBJECTS).filter(subject).count();
    }

    private static boolean enabled(FlagDefinition flag, String environment, int subject) {
        return Evaluator.evaluate(flag, new EvaluationContext(environment, "user-" + subject, ""))
                .enabled();
    }

    private static FlagDefinition flag(String flagKey, int percent) {
        var settings = EnvironmentBuilder.environment().rolloutPercent(percent);
        return FlagBuilder.flag(flagKey)
                .environment("production", settings)
                .environment("staging", settings)
                .build();
    }
}
