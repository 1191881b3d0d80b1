package dev.flagstaff.config;

import static dev.flagstaff.config.SettingsTest.faults;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownVariablesTest {
    @ParameterizedTest
    @CsvSource({
        "FLAGSTAFF_POL_INTERVAL, FLAGSTAFF_POLL_INTERVAL",
        "FLAGSTAFF_PERFIX, FLAGSTAFF_PREFIX",
        "FLAGSTAFF_Prefix, FLAGSTAFF_PREFIX",
        "FLAGSTAFF_POLL_INTERVALS, FLAGSTAFF_POLL_INTERVAL",
        "FLAGSTAFF_POL_INTERVAL_FILE, FLAGSTAFF_POLL_INTERVAL_FILE",
        "FLAGSTAFF_SNAPSHOT, FLAGSTAFF_SNAPSHOT_DIR",
        "FLAGSTAFF_CORS_ORIGIN, FLAGSTAFF_CORS_ORIGINS",
        "FLAGSTAFF_ADMIN_TOKENS, FLAGSTAFF_ADMIN_TOKENS_FILE",
        "FLAGSTAFF_ADMIN_TOKEN_FILE, FLAGSTAFF_ADMIN_TOKENS_FILE",
        "FLAGSTAFF_REDIS_URL, REDIS_URL",
        "FLAGSTAFF_REDIS_URL_FILE, REDIS_URL_FILE",
        "FLAGSTAFF_PORT, PORT",
        "FLAGSTAFF_LOG_LEVEL, LOG_LEVEL",
    })
    void aMisspeltNameIsRefusedWithTheNearest(String misspelt, String meant) {
        assertThat(faults(Settings.of(Map.of(misspelt, "1s"))))
                .containsExactly(misspelt + " is not a setting; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"FLAGSTAFF_", "FLAGSTAFF_FOO", "FLAGSTAFF_HOST", "FLAGSTAFF_WHATEVER_ELSE_THERE_IS"})
    void aNameNearToNoneIsRefusedWithoutASuggestion(String unknown) {
        assertThat(faults(Settings.of(Map.of(unknown, "1")))).containsExactly(unknown + " is not a setting");
    }

    @Test
    void anUnknownNameIsRefusedEvenWithoutAValue() {
        assertThat(faults(Settings.of(Map.of("FLAGSTAFF_FOO", "")))).hasSize(1);
    }

    @Test
    void everyKnownNameIsAcceptedAsItIsAndAsAFile() {
        var empty = Stream.of(Setting.values())
                .flatMap(setting -> Stream.of(setting.name(), setting.name() + "_FILE"))
                .collect(Collectors.toMap(name -> name, _ -> ""));
        assertThat(faults(Settings.of(empty))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIS_URI", "FLAGSTAFF", "flagstaff_prefix", "MY_FLAGSTAFF_THING", "PATH"})
    void namesOfOthersAreNoneOfOurBusiness(String name) {
        assertThat(faults(Settings.of(Map.of(name, "1")))).isEmpty();
    }

    @Test
    void unknownNamesComeInAlphabeticalOrderWithoutTheirValues() {
        var environment = Map.of("FLAGSTAFF_ZZ", "s3cret", "FLAGSTAFF_FOO", "s3cret", "FLAGSTAFF_YY", "s3cret");
        assertThat(faults(Settings.of(environment)))
                .containsExactly(
                        "FLAGSTAFF_FOO is not a setting",
                        "FLAGSTAFF_YY is not a setting",
                        "FLAGSTAFF_ZZ is not a setting");
    }

    @Test
    void aWildNameStaysOnItsLine() {
        assertThat(faults(Settings.of(Map.of("FLAGSTAFF_\n" + "A".repeat(100), "1"))))
                .containsExactly("FLAGSTAFF_\\u000A" + "A".repeat(49) + "… is not a setting");
    }
}
