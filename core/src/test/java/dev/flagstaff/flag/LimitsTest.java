package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.ENVIRONMENT;
import static dev.flagstaff.flag.Reading.accepted;
import static dev.flagstaff.flag.Reading.acceptedEnvironment;
import static dev.flagstaff.flag.Reading.environment;
import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.flag;
import static dev.flagstaff.flag.Reading.users;
import static dev.flagstaff.flag.Reading.value;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each limit at its bound and one beyond.
class LimitsTest {
    /// A character, and how many of it with how many ASCII letters make 4,096 bytes.
    @ParameterizedTest
    @CsvSource({"a, 4096, 0", "\u00e9, 2048, 0", "\u6797, 1365, 1", "\ud83d\ude80, 1024, 0", "\ud83d\ude80, 1023, 4"})
    void aDescriptionHasAtMost4096BytesOfUtf8(String character, int times, int letters) {
        String bound = character.repeat(times) + "a".repeat(letters);
        assertThat(accepted(flag("\"description\":\"" + bound + "\"")).description())
                .isEqualTo(bound);
        assertThat(faults(flag("\"description\":\"" + bound + "a\"")))
                .containsExactly("#/description must be at most 4096 bytes of UTF-8, is 4097");
    }

    @Test
    void theBytesOfADescriptionAreThoseOfItsTextNotOfItsEscapes() {
        assertThat(accepted(flag("\"description\":\"" + "\\u0061".repeat(4096) + "\""))
                        .description())
                .hasSize(4096);
    }

    @Test
    void aFlagHasAtMost100Environments() {
        assertThat(accepted(Reading.environments(environments(100))).environments())
                .hasSize(100);
        assertThat(faults(Reading.environments(environments(101))))
                .containsExactly("#/environments must have at most 100 environments, has 101");
    }

    private static String environments(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"e" + i + "\":{\"enabled\":true,\"rolloutPercent\":1}")
                .collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowlistUsers", "allowlistRegions"})
    void anAllowlistHasAtMost10000Entries(String list) {
        assertThat(accepted(environment("\"" + list + "\":[" + entries(10_000) + "]")))
                .isNotNull();
        assertThat(faults(environment("\"" + list + "\":[" + entries(10_001) + "]")))
                .containsExactly(ENVIRONMENT + "/" + list + " must have at most 10000 entries, has 10001");
    }

    @Test
    void duplicatesDoNotCountAgainstTheLimit() {
        var environment = acceptedEnvironment(users("[" + entries(10_000) + "," + entries(10_000) + "]"));
        assertThat(environment.allowlistUsers()).hasSize(10_000);
    }

    private static String entries(int count) {
        return IntStream.range(0, count).mapToObj(i -> "\"user-" + i + "\"").collect(Collectors.joining(","));
    }

    @ParameterizedTest
    @CsvSource({"a, 256, 0", "\u00e9, 128, 0", "\u6797, 85, 1", "\ud83d\ude80, 64, 0"})
    void anAllowlistEntryHasAtMost256BytesOfUtf8(String character, int times, int letters) {
        String bound = character.repeat(times) + "a".repeat(letters);
        assertThat(acceptedEnvironment(users("[\"" + bound + "\"]")).allowlistUsers())
                .containsExactly(bound);
        assertThat(faults(users("[\"ok\",\"" + bound + "a\"]")))
                .containsExactly(ENVIRONMENT + "/allowlistUsers/1 must be at most 256 bytes of UTF-8, is 257");
        assertThat(faults(environment("\"allowlistRegions\":[\"" + bound + "a\"]")))
                .containsExactly(ENVIRONMENT + "/allowlistRegions/0 must be at most 256 bytes of UTF-8, is 257");
    }

    /// The same size as text, as characters of more than one byte, as a number and as many small ones.
    @ParameterizedTest
    @CsvSource({"a, 262142", "\u00e9, 131071", "\\n, 131071"})
    void aValueHasAtMost256KibibytesAsCompactJson(String character, int times) {
        String bound = character.repeat(times);
        assertThat(acceptedEnvironment(value("\"" + bound + "\"")).value().utf8())
                .hasSize(262_144);
        assertThat(faults(value("\"" + bound + "a\"")))
                .containsExactly(ENVIRONMENT + "/value must be at most 262144 bytes as compact JSON, is 262145");
    }

    @Test
    void aNumberMayFillAWholeValue() {
        String bound = "1".repeat(262_144);
        assertThat(acceptedEnvironment(value(bound)).value().text()).isEqualTo(bound);
        assertThat(faults(value(bound + "1"))).hasSize(1);
    }

    @Test
    void spacesBetweenTokensDoNotCountAgainstTheLimitOfAValue() {
        String spaced = "[" + " ".repeat(300_000) + "1" + "\n".repeat(300_000) + "]";
        assertThat(acceptedEnvironment(value(spaced)).value().text()).isEqualTo("[1]");
    }

    @Test
    void theLimitOfAValueIsForEachEnvironmentAlone() {
        String large = ":{\"enabled\":true,\"rolloutPercent\":1,\"value\":\"" + "a".repeat(262_142) + "\"}";
        assertThat(accepted(Reading.environments("\"a\"" + large + ",\"b\"" + large))
                        .environments())
                .hasSize(2);
    }
}
