package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.ENVIRONMENT;
import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.value;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NestingTest {
    private static final String DETAIL = " must not be nested deeper than 64 levels";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [         | 0      | ]
            {"a":     | null   | }
            [{"a":[   | ""     | ]}]
            """)
    void aValueNests64Levels(String open, String inner, String close) {
        int repeats = 64 / open.replaceAll("[^\\[{]", "").length();
        int rest = 64 % open.replaceAll("[^\\[{]", "").length();
        String nested = "[".repeat(rest) + open.repeat(repeats) + inner + close.repeat(repeats) + "]".repeat(rest);
        assertThat(Reading.acceptedEnvironment(value(nested)).value().text()).isEqualTo(nested);
        assertThat(faults(value("[" + nested + "]"))).singleElement().asString().endsWith(DETAIL);
    }

    @Test
    void theFaultIsWhereThe65thLevelBegins() {
        String tooDeep = "{\"a\":[1,".repeat(32) + "[]" + "]}".repeat(32);
        assertThat(faults(value(tooDeep))).containsExactly(ENVIRONMENT + "/value" + "/a/1".repeat(32) + DETAIL);
    }

    @Test
    void eachPlaceThatNestsTooDeepIsAFaultOfItsOwn() {
        String tooDeep = "[".repeat(64) + "[],1,{}" + "]".repeat(64);
        String at = ENVIRONMENT + "/value" + "/0".repeat(63);
        assertThat(faults(value(tooDeep))).containsExactly(at + "/0" + DETAIL, at + "/2" + DETAIL);
    }

    @Test
    void readingGoesOnAfterAValueThatNestsTooDeep() {
        String body = "{\"x\":" + "[".repeat(500) + "]".repeat(500) + ",\"y\":1}";
        assertThat(faults(body))
                .containsExactly(
                        "#/x is not a field of a flag",
                        "#/x" + "/0".repeat(64) + DETAIL,
                        "#/y is not a field of a flag",
                        "#/defaultEnabled is required",
                        "#/environments is required");
    }

    @ParameterizedTest
    @ValueSource(ints = {1_100, 100_000, 1_000_000})
    void nestingFarBeyondIsRefusedAndHarmless(int levels) {
        assertThat(faults(value("[".repeat(levels)))).last().isEqualTo("#" + DETAIL);
        assertThat(faults(value("[".repeat(levels) + "]".repeat(levels))))
                .last()
                .isEqualTo("#" + DETAIL);
        assertThat(faults("[".repeat(levels))).last().isEqualTo("#" + DETAIL);
        assertThat(faults("{\"a\":".repeat(levels))).last().isEqualTo("#" + DETAIL);
        assertThat(faults(Reading.flag("\"description\":" + "[".repeat(levels))))
                .last()
                .isEqualTo("#" + DETAIL);
        assertThat(faults(Reading.users("[".repeat(levels)))).last().isEqualTo("#" + DETAIL);
    }
}
