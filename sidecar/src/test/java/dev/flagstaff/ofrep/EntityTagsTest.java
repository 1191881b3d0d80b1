package dev.flagstaff.ofrep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.Digest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
    private static final Digest SOME = Digest.of(new byte[] {1});
    private static final String TAG = "\"abc\"";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"abc\"",
                "W/\"abc\"",
                "\"x\", \"abc\"",
                "\"x\",W/\"y\" ,\t\"abc\"",
                "\"a,b\",\"abc\"",
                ",,\"abc\",",
                "*",
                " * "
            })
    void aTagIsFoundWhereverItStands(String ifNoneMatch) {
        assertThat(EntityTags.lists(ifNoneMatch, TAG)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "\"ABC\"",
                "\"x\"",
                "\"abc",
                "w/\"abc\"",
                "\"ab\"c\"",
                "x \"abc\"",
                "\"x\", *",
                "\"x,\"abc\""
            })
    void whatIsNoTagOrAnotherIsNotIt(String ifNoneMatch) {
        assertThat(EntityTags.lists(ifNoneMatch, TAG)).isFalse();
    }

    @Test
    void aTagDependsOnEveryPartAndOnWhereOnePartEnds() {
        var contexts = List.of(
                new EvaluationContext("ab", "c", "d"),
                new EvaluationContext("a", "bc", "d"),
                new EvaluationContext("ab", "", "cd"),
                new EvaluationContext("ab", "c", "e"),
                new EvaluationContext("ab", "", "d"));
        Set<String> tags = contexts.stream()
                .flatMap(context -> List.of(EntityTags.of(Digest.NONE, context), EntityTags.of(SOME, context)).stream())
                .collect(Collectors.toSet());

        assertThat(tags).hasSize(2 * contexts.size()).allMatch(tag -> tag.matches("\"[A-Za-z0-9_-]{24}\""));
    }
}
