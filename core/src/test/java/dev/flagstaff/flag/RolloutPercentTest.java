package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.ENVIRONMENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutPercentTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 25, 99, 100})
    void anIntegerFromZeroToAHundredIsAPercentage(int percent) {
        assertThat(Reading.acceptedEnvironment(body(Integer.toString(percent))).rolloutPercent())
                .isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "25.0",
                "2.5",
                "0.0",
                "1e1",
                "1E1",
                "1e-1",
                "\"25\"",
                "null",
                "true",
                "[25]",
                "{}",
                "-1",
                "-25",
                "101",
                "999",
                "1000",
                "4294967321",
                "12345678901234567890",
                "-12345678901234567890",
            })
    void anythingElseIsNone(String percent) {
        assertThat(Reading.faults(body(percent)))
                .containsExactly(ENVIRONMENT + "/rolloutPercent must be an integer from 0 to 100");
    }

    @Test
    void aPercentageOfAMillionDigitsIsRefusedLikeAnyOther() {
        assertThat(Reading.faults(body("9".repeat(1_000_000))))
                .containsExactly(ENVIRONMENT + "/rolloutPercent must be an integer from 0 to 100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"007", "+1", "00", "-", "1.", "0x10"})
    void whatIsNoJsonNumberIsMalformed(String percent) {
        assertThat(Reading.faults(body(percent))).singleElement().asString().startsWith("# is not valid JSON: ");
    }

    private static String body(String percent) {
        return Reading.environments("\"production\":{\"enabled\":true,\"rolloutPercent\":" + percent + "}");
    }
}
