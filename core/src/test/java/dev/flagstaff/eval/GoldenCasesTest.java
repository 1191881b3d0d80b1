package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class GoldenCasesTest {
    private final List<GoldenFile> files = GoldenFile.all();

    @TestFactory
    Stream<DynamicContainer> everyGoldenCaseIsAnsweredToTheByte() {
        return files.stream()
                .map(file -> dynamicContainer(
                        file.name(),
                        file.cases().stream().map(one -> dynamicTest(one.name(), () -> check(file, one)))));
    }

    private static void check(GoldenFile file, GoldenFile.Case one) {
        var flag = file.definition();
        var decision = Evaluator.evaluate(flag, one.context());
        var got = new GoldenFile.Expected(
                decision.enabled(),
                decision.reason().wireName(),
                decision.bucket(),
                decision.value(flag, one.context().environment()).text());
        assertThat(got).as("%s: %s", file.name(), one.name()).isEqualTo(one.expected());
        byte[] answer = EvaluationWriter.write(flag, one.context(), decision);
        assertThat(new String(answer, StandardCharsets.UTF_8)).isEqualTo(one.answer());
        assertThat(answer).isEqualTo(one.answer().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theGoldenCasesShowEveryReason() {
        assertThat(cases().map(one -> one.expected().reason()).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::wireName).toList());
    }

    @Test
    void theGoldenCasesAreManyAndEachHasItsOwnName() {
        assertThat(cases().count()).isGreaterThanOrEqualTo(60);
        assertThat(files)
                .allSatisfy(file -> assertThat(file.cases())
                        .extracting(GoldenFile.Case::name)
                        .doesNotHaveDuplicates());
    }

    private Stream<GoldenFile.Case> cases() {
        return files.stream().flatMap(file -> file.cases().stream());
    }
}
