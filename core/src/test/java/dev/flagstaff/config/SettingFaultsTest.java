package dev.flagstaff.config;

import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_HOST;
import static dev.flagstaff.config.Setting.FLAGSTAFF_POLL_INTERVAL;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SIDECAR_HOST;
import static dev.flagstaff.config.Setting.LOG_LEVEL;
import static dev.flagstaff.config.Setting.PORT;
import static dev.flagstaff.config.Setting.REDIS_URL;
import static dev.flagstaff.config.SettingsTest.faults;
import static dev.flagstaff.config.SettingsTest.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// How settings that are wrong are told.
class SettingFaultsTest {
    @Test
    void allFaultsAreReportedAtOnceEachOnItsLine() {
        var settings = Settings.of(Map.of(
                "PORT", "http",
                "LOG_LEVEL", "loud",
                "FLAGSTAFF_POLL_INTERVAL", "0s",
                "FLAGSTAFF_POL_INTERVAL", "1s",
                "REDIS_URL", "redis://a",
                "REDIS_URL_FILE", "/run/secrets/url"));
        settings.port(PORT);
        settings.oneOf(LOG_LEVEL, "info");
        settings.duration(FLAGSTAFF_POLL_INTERVAL);
        settings.fault(FLAGSTAFF_ADMIN_HOST, "must not be like that");
        var thrown = catchThrowableOfType(InvalidSettingsException.class, settings::check);
        assertThat(thrown.faults()).hasSize(6).allMatch(fault -> fault.matches("(?s)[A-Z_]+ .*"));
        assertThat(thrown).hasMessage(String.join("\n", thrown.faults()));
    }

    @Test
    void aSingleFaultIsASingleLine() {
        var settings = given(PORT, "a\r\nb");
        settings.port(PORT);
        assertThat(catchThrowableOfType(InvalidSettingsException.class, settings::check))
                .hasMessage("PORT must be a port from 0 to 65535, is \"a\\u000D\\u000Ab\"");
    }

    @Test
    void aFaultIsReportedOnceHoweverOftenTheSettingIsRead() {
        var settings = given(PORT, "x");
        settings.port(PORT);
        settings.port(PORT);
        assertThat(faults(settings)).hasSize(1);
    }

    @Test
    void faultsOfSettingsThatNobodyReadsAreNotSought() {
        assertThatCode(given(PORT, "x")::check).doesNotThrowAnyException();
    }

    @Test
    void aCallerAddsTheFaultsThatItFinds() {
        var settings = given(FLAGSTAFF_ADMIN_HOST, "0.0.0.0");
        settings.fault(FLAGSTAFF_ADMIN_HOST, "is beyond loopback");
        settings.fault(FLAGSTAFF_ADMIN_HOST, "is odd");
        assertThat(faults(settings))
                .containsExactly("FLAGSTAFF_ADMIN_HOST is beyond loopback", "FLAGSTAFF_ADMIN_HOST is odd");
    }

    @Test
    void aCallerCannotFaultWhatStandsInForARefusedValue() {
        var settings = given(FLAGSTAFF_SIDECAR_HOST, "a b");
        settings.host(FLAGSTAFF_SIDECAR_HOST);
        settings.fault(FLAGSTAFF_SIDECAR_HOST, "must be a loopback address");
        assertThat(faults(settings)).singleElement().asString().contains("host name");
    }

    @Test
    void aLongValueIsCut() {
        var settings = given(PORT, "9".repeat(10_000));
        settings.port(PORT);
        assertThat(faults(settings))
                .containsExactly("PORT must be a port from 0 to 65535, is \"" + "9".repeat(60) + "…\"");
    }

    @Test
    void theValueOfRedisUrlIsNeverShown() {
        var settings = given(REDIS_URL, "redis://admin:s3cret@host\n:6379");
        settings.text(REDIS_URL);
        assertThat(faults(settings)).containsExactly("REDIS_URL must be one line of text, without control characters");
    }

    @Test
    void aCallerThatQuotesTheValueOfRedisUrlIsNotRepeated() {
        String url = "redis://admin:s3cret@host:port";
        var settings = given(REDIS_URL, url);
        settings.fault(REDIS_URL, "is malformed: " + url);
        settings.fault(PORT, "does not go with " + url);
        assertThat(faults(settings)).containsExactly("REDIS_URL is not valid", "PORT is not valid");
    }

    @Test
    void aCallerMaySayWhatARedisUrlLooksLike() {
        var settings = given(REDIS_URL, "redis");
        settings.fault(REDIS_URL, "must be a URL such as redis://localhost:6379");
        assertThat(faults(settings)).containsExactly("REDIS_URL must be a URL such as redis://localhost:6379");
    }
}
