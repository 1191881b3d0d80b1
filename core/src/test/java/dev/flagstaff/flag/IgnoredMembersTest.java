package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.accepted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.DefinitionReader.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a `GET` returned may be `PUT` back.
class IgnoredMembersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "-1",
                "42",
                "99999999999999999999",
                "1e999",
                "\"\"",
                "\"yesterday\"",
                "[]",
                "{}",
                "[[1,{\"a\":null}]]",
                "{\"updatedAt\":{\"revision\":0}}",
                "\"1999-01-01T00:00:00.000Z\"",
            })
    void updatedAtAndRevisionAreIgnoredWhateverTheyHold(String anything) {
        var flag = accepted(Reading.flag("\"updatedAt\":" + anything + ",\"revision\":" + anything));
        assertThat(flag.updatedAt()).isEqualTo(Reading.NOW);
        assertThat(flag.revision()).isNull();
        var environment = Reading.acceptedEnvironment(Reading.environment("\"updatedAt\":" + anything));
        assertThat(environment.updatedAt()).isEqualTo(Reading.NOW);
    }

    @Test
    void aDefinitionAsItIsReturnedIsAccepted() {
        byte[] returned = Reading.utf8("""
                { "flagKey": "checkout-banner", "description": "\u2026", "defaultEnabled": true,
                  "environments": { "production": { "enabled": true, "rolloutPercent": 25, "value": {"title": "\u2026"},
                      "allowlistUsers": ["user-123"], "allowlistRegions": ["us-west"],
                      "updatedAt": "2025-01-01T00:00:00.000Z" } },
                  "updatedAt": "2025-01-01T00:00:00.000Z", "revision": 42 }
                """);
        assertThat(Reading.read("checkout-banner", returned)).isInstanceOf(Outcome.Accepted.class);
    }

    @Test
    void theTimeOfTheWriteIsKeptToTheMillisecond() {
        var outcome = DefinitionReader.read(
                Reading.FLAG_KEY, Reading.utf8(Reading.environment("")), Reading.NOW.plusNanos(456_789));
        assertThat(outcome).isEqualTo(new Outcome.Accepted(accepted(Reading.environment(""))));
    }
}
