package dev.flagstaff.ofrep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.Digest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BulkTagTest {
    private static final Digest SOME = Digest.of(new byte[] {1});

    @Test
    void aTagDependsOnEveryPartAndOnWhereOnePartEnds() {
        var contexts = List.of(
                new EvaluationContext("d", "ab", "c"),
                new EvaluationContext("d", "a", "bc"),
                new EvaluationContext("cd", "ab", ""),
                new EvaluationContext("e", "ab", "c"),
                new EvaluationContext("d", "ab", ""));
        Set<String> tags = contexts.stream()
                .flatMap(context -> List.of(BulkTag.of(Digest.NONE, context), BulkTag.of(SOME, context)).stream())
                .collect(Collectors.toSet());

        assertThat(tags).hasSize(2 * contexts.size()).allMatch(tag -> tag.matches("[A-Za-z0-9_-]{24}"));
    }
}
