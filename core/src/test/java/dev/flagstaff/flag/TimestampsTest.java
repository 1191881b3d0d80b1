package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
