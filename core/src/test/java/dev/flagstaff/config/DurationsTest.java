package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({
        "1ms, PT0.001S",
        "200ms, PT0.2S",
        "5s, PT5S",
        "1m, PT1M",
        "90m, PT1H30M",
        "86400000ms, PT24H",
        "86400s, PT24H",
        "1440m, PT24H",
        "24h, PT24H",
        "007s, PT7S",
    })
    void oneNumberAndOneUnitAreADuration(String text, Duration duration) {
        assertThat(Durations.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0ms", "0s", "0m", "0h", "86400001ms", "86401s", "1441m", "25h", "999999999h"})
    void zeroAndMoreThanADayAreRefused(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "s",
                "5 s",
                " 5s",
                "5s ",
                "5S",
                "-5s",
                "+5s",
                "1.5s",
                "1m30s",
                "5sec",
                "1d",
                "PT5S",
                "off",
                "٥s",
                "5s\n",
                "99999999999999999999999s",
                "infinity"
            })
    void anyOtherSpellingIsRefused(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }
}
