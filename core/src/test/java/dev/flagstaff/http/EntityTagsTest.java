package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {
    @Test
    void aStarIsWhateverThereIs() {
        assertThat(EntityTags.parse(" * ")).contains(new EntityTags(true, Set.of(), Set.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\", W/\"2\",\"a,b\"", ", \"1\" ,,W/\"2\"\t,\"a,b\" ,"})
    void aListMayHaveSpacesAndEmptyElements(String list) {
        assertThat(EntityTags.parse(list)).contains(new EntityTags(false, Set.of("1", "a,b"), Set.of("2")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "1",
                "\"1",
                "1\"",
                "w/\"1\"",
                "W/ \"1\"",
                "\"1\" \"2\"",
                "*, \"1\"",
                "\"1\"2",
                "\"a b\"",
                "\"1\"c\"",
                "\"1,\"2\"",
                "\"1\", *"
            })
    void whatIsNeitherIsNone(String text) {
        assertThat(EntityTags.parse(text)).isEmpty();
    }

    @Test
    void aWeakTagMatchesOnlyWhereWeakIsEnough() {
        var tags = new EntityTags(false, Set.of("1"), Set.of("2"));

        assertThat(tags.matchesStrongly("1")).isTrue();
        assertThat(tags.matchesStrongly("2")).isFalse();
        assertThat(tags.matchesWeakly("1")).isTrue();
        assertThat(tags.matchesWeakly("2")).isTrue();
        assertThat(tags.matchesWeakly("3")).isFalse();
    }
}
