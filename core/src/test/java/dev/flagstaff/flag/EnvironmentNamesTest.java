package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.environments;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentNamesTest {
    private static final String SETTINGS = ":{\"enabled\":true,\"rolloutPercent\":25}";

    /// Names as JSON and the last part of their pointer.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ""               | ``
            "a b"            | `a%20b`
            "a:b"            | `a:b`
            "-a"             | `-a`
            "_a"             | `_a`
            ".a"             | `.a`
            "a/b"            | `a~1b`
            "a~b"            | `a~0b`
            "a~1b"           | `a~01b`
            "a%b"            | `a%25b`
            "pr\u00f6d"      | `pr%C3%B6d`
            "\ud83d\ude80"   | `%F0%9F%9A%80`
            "a\\"b"          | `a%22b`
            "a\\\\b"         | `a%5Cb`
            "a\\nb"          | `a%0Ab`
            "a?b#c"          | `a%3Fb%23c`
            "a{b}"           | `a%7Bb%7D`
            "\uff21"         | `%EF%BC%A1`
            """)
    void aNameThatNoEnvironmentCouldHaveIsAFaultAtItsEscapedPointer(String name, String pointer) {
        assertThat(Reading.faults(environments(name + SETTINGS)))
                .containsExactly("#/environments/" + pointer + " must have a name that matches "
                        + "[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    }

    @Test
    void a128CharacterNameIsAcceptedAndALongerOneRefused() {
        assertThat(Reading.accepted(environments("\"" + "a".repeat(128) + "\"" + SETTINGS))
                        .environments())
                .containsOnlyKeys("a".repeat(128));
        assertThat(Reading.faults(environments("\"" + "a".repeat(129) + "\"" + SETTINGS)))
                .hasSize(1);
    }

    @Test
    void whatAnEnvironmentWithAWrongNameHoldsIsCheckedAsWell() {
        assertThat(Reading.faults(environments("\"a:b\":{\"enabled\":1}")))
                .containsExactly(
                        "#/environments/a:b must have a name that matches [A-Za-z0-9][A-Za-z0-9._-]{0,127}",
                        "#/environments/a:b/enabled must be true or false",
                        "#/environments/a:b/rolloutPercent is required");
    }

    @Test
    void environmentsComeSorted() {
        String members = Stream.of("staging", "dev", "Z", "10", "9")
                .map(name -> "\"" + name + "\"" + SETTINGS)
                .collect(Collectors.joining(","));
        assertThat(Reading.accepted(environments(members)).environments().keySet())
                .containsExactly("10", "9", "Z", "dev", "staging");
    }
}
