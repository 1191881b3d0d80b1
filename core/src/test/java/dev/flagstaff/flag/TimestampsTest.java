package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-19T12:00:00Z, 2026-03-19T12:00:00.000Z",
        "2026-03-19T12:00:00.120Z, 2026-03-19T12:00:00.120Z",
        "2026-03-19T12:00:00.123999999Z, 2026-03-19T12:00:00.123Z",
        "2026-12-31T23:59:59.999999Z, 2026-12-31T23:59:59.999Z",
        "2026-01-02T03:04:05Z, 2026-01-02T03:04:05.000Z",
        "2024-02-29T00:00:00Z, 2024-02-29T00:00:00.000Z",
        "1970-01-01T00:00:00Z, 1970-01-01T00:00:00.000Z",
        "0999-01-01T00:00:00Z, 0999-01-01T00:00:00.000Z",
        "9999-12-31T23:59:59.999Z, 9999-12-31T23:59:59.999Z",
    })
    void anInstantIsSpelledInUtcWithMilliseconds(Instant instant, String spelled) {
        assertThat(Timestamps.format(instant)).isEqualTo(spelled);
    }

    @ParameterizedTest
    @CsvSource({
        "-999999999-01-01T00:00:00Z, -999999999-01-01T00:00:00.000Z",
        "-0001-12-31T23:59:59.999Z, -0001-12-31T23:59:59.999Z",
        "0000-01-01T00:00:00Z, 0000-01-01T00:00:00.000Z",
        "+10000-01-01T00:00:00Z, +10000-01-01T00:00:00.000Z",
    })
    void yearsOfAnyNumberOfDigitsAreSpelled(Instant instant, String spelled) {
        assertThat(Timestamps.format(instant)).isEqualTo(spelled);
        assertThat(Timestamps.parse(spelled)).isEqualTo(instant);
    }

    @Property
    void whatIsSpelledIsReadAsTheJdkReadsIt(
            @ForAll @LongRange(min = -70_000_000_000_000L, max = 260_000_000_000_000L) long milli) {
        var instant = Instant.ofEpochMilli(milli);
        String spelled = Timestamps.format(instant);
        assertThat(Timestamps.parse(spelled)).isEqualTo(instant).isEqualTo(Instant.parse(spelled));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-19T12:00:00Z",
                "2026-03-19T12:00:00.123456789Z",
                "2026-03-19T12:00:00.000+02:00",
                "2026-03-19T24:00:00.000Z",
                "2026-12-31T23:59:60.000Z",
            })
    void otherSpellingsAreReadAsTheJdkReadsThem(String text) {
        assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "soon",
                "2026-02-29T12:00:00.000Z",
                "2026-13-01T12:00:00.000Z",
                "2026-00-01T12:00:00.000Z",
                "2026-03-19T25:00:00.000Z",
                "2026-03-19T12:60:00.000Z",
                "2026-03-19T12:00:61.000Z",
                "2026-03-19T12:00:60.000Z",
                "2026-03-19 12:00:00.000Z",
                "2026-03-19T12:00:00.00aZ",
                "2026-03-19T12:00:00.000z ",
            })
    void whatIsNoInstantIsRefused(String text) {
        assertThatThrownBy(() -> Timestamps.parse(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void theLocaleOfTheMachineDoesNotMatter() {
        var before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Timestamps.format(Instant.EPOCH)).isEqualTo("1970-01-01T00:00:00.000Z");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsBelowAMillisecondIsCutOff() {
        assertThat(Timestamps.toMilliseconds(Instant.parse("2026-03-19T12:00:00.123999999Z")))
                .isEqualTo("2026-03-19T12:00:00.123Z");
    }
}
