package dev.flagstaff.config;

import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_AUTH;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_HOST;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_MANAGEMENT_PORT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_TLS_CERT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_TLS_KEY;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_TOKENS_FILE;
import static dev.flagstaff.config.Setting.FLAGSTAFF_CORS_ORIGINS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_DATA;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ENVIRONMENT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_HTTP_MAX_BODY_BYTES;
import static dev.flagstaff.config.Setting.FLAGSTAFF_HTTP_MAX_CONNECTIONS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_HTTP_MAX_HEADER_BYTES;
import static dev.flagstaff.config.Setting.FLAGSTAFF_HTTP_MAX_URI_BYTES;
import static dev.flagstaff.config.Setting.FLAGSTAFF_HTTP_REQUEST_TIMEOUT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_MANAGEMENT_HOST;
import static dev.flagstaff.config.Setting.FLAGSTAFF_MAX_STALENESS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_POLL_INTERVAL;
import static dev.flagstaff.config.Setting.FLAGSTAFF_PREFIX;
import static dev.flagstaff.config.Setting.FLAGSTAFF_REDIS_PORT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_REREAD_INTERVAL;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SET_KEYSPACE_EVENTS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SIDECAR_HOST;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SIDECAR_MANAGEMENT_PORT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SIDECAR_PORT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SNAPSHOT_DIR;
import static dev.flagstaff.config.Setting.LOG_LEVEL;
import static dev.flagstaff.config.Setting.LOG_STREAM_KEY;
import static dev.flagstaff.config.Setting.PORT;
import static dev.flagstaff.config.Setting.REDIS_URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String[] LEVELS = {"trace", "debug", "info", "warn", "error", "off"};

    static void readAll(Settings settings) {
        settings.text(REDIS_URL);
        settings.port(PORT);
        settings.oneOf(LOG_LEVEL, LEVELS);
        settings.text(LOG_STREAM_KEY);
        settings.prefix(FLAGSTAFF_PREFIX);
        settings.host(FLAGSTAFF_ADMIN_HOST);
        settings.port(FLAGSTAFF_ADMIN_MANAGEMENT_PORT);
        settings.optionalPath(FLAGSTAFF_ADMIN_TOKENS_FILE);
        settings.optionalOneOf(FLAGSTAFF_ADMIN_AUTH, "none");
        settings.optionalPath(FLAGSTAFF_ADMIN_TLS_CERT);
        settings.optionalPath(FLAGSTAFF_ADMIN_TLS_KEY);
        settings.flag(FLAGSTAFF_SET_KEYSPACE_EVENTS);
        settings.port(FLAGSTAFF_SIDECAR_PORT);
        settings.host(FLAGSTAFF_SIDECAR_HOST);
        settings.port(FLAGSTAFF_SIDECAR_MANAGEMENT_PORT);
        settings.host(FLAGSTAFF_MANAGEMENT_HOST);
        settings.integer(FLAGSTAFF_HTTP_MAX_CONNECTIONS, 1, 100_000);
        settings.integer(FLAGSTAFF_HTTP_MAX_URI_BYTES, 1, 100_000);
        settings.integer(FLAGSTAFF_HTTP_MAX_HEADER_BYTES, 1, 100_000);
        settings.integer(FLAGSTAFF_HTTP_MAX_BODY_BYTES, 1, 10_000_000);
        settings.duration(FLAGSTAFF_HTTP_REQUEST_TIMEOUT);
        settings.optionalText(FLAGSTAFF_ENVIRONMENT);
        settings.duration(FLAGSTAFF_POLL_INTERVAL);
        settings.duration(FLAGSTAFF_REREAD_INTERVAL);
        settings.optionalDuration(FLAGSTAFF_MAX_STALENESS);
        settings.optionalPath(FLAGSTAFF_SNAPSHOT_DIR);
        settings.list(FLAGSTAFF_CORS_ORIGINS);
        settings.path(FLAGSTAFF_DATA);
        settings.port(FLAGSTAFF_REDIS_PORT);
    }

    static List<String> faults(Settings settings) {
        var thrown = catchThrowableOfType(InvalidSettingsException.class, settings::check);
        return thrown == null ? List.of() : thrown.faults();
    }

    private static Settings given(Setting setting, String value) {
        return Settings.of(Map.of(setting.name(), value));
    }

    @Test
    void anEmptyEnvironmentGivesTheDefaults() {
        var settings = Settings.of(Map.of());
        assertThat(settings.text(REDIS_URL)).isEqualTo("redis://localhost:6379");
        assertThat(settings.port(PORT)).isEqualTo(8080);
        assertThat(settings.oneOf(LOG_LEVEL, LEVELS)).isEqualTo("info");
        assertThat(settings.prefix(FLAGSTAFF_PREFIX)).isEqualTo("feature-flags");
        assertThat(settings.host(FLAGSTAFF_ADMIN_HOST)).isEqualTo(new Host("127.0.0.1"));
        assertThat(settings.flag(FLAGSTAFF_SET_KEYSPACE_EVENTS)).isFalse();
        assertThat(settings.duration(FLAGSTAFF_REREAD_INTERVAL)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.path(FLAGSTAFF_DATA)).isEqualTo(Path.of(".flagstaff"));
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void whatHasNoDefaultOrIsOffIsAbsent() {
        var settings = Settings.of(Map.of());
        assertThat(settings.optionalText(FLAGSTAFF_ENVIRONMENT)).isNull();
        assertThat(settings.optionalPath(FLAGSTAFF_ADMIN_TOKENS_FILE)).isNull();
        assertThat(settings.optionalOneOf(FLAGSTAFF_ADMIN_AUTH, "none")).isNull();
        assertThat(settings.optionalDuration(FLAGSTAFF_MAX_STALENESS)).isNull();
        assertThat(settings.optionalPath(FLAGSTAFF_SNAPSHOT_DIR)).isNull();
        assertThat(settings.list(FLAGSTAFF_CORS_ORIGINS)).isEmpty();
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void anEnvironmentBeatsTheDefaults() {
        var settings = Settings.of(Map.ofEntries(
                Map.entry("REDIS_URL", "rediss://u:p@r:6380"),
                Map.entry("PORT", "0"),
                Map.entry("LOG_LEVEL", "WARN"),
                Map.entry("FLAGSTAFF_PREFIX", "{shop}:flags"),
                Map.entry("FLAGSTAFF_ADMIN_HOST", "0.0.0.0"),
                Map.entry("FLAGSTAFF_ADMIN_AUTH", "None"),
                Map.entry("FLAGSTAFF_SET_KEYSPACE_EVENTS", "true"),
                Map.entry("FLAGSTAFF_ENVIRONMENT", "staging"),
                Map.entry("FLAGSTAFF_POLL_INTERVAL", "200ms"),
                Map.entry("FLAGSTAFF_MAX_STALENESS", "24h"),
                Map.entry("FLAGSTAFF_SNAPSHOT_DIR", "/var/lib/flagstaff"),
                Map.entry("FLAGSTAFF_CORS_ORIGINS", "https://a.example, https://b.example")));
        assertThat(settings.text(REDIS_URL)).isEqualTo("rediss://u:p@r:6380");
        assertThat(settings.port(PORT)).isZero();
        assertThat(settings.oneOf(LOG_LEVEL, LEVELS)).isEqualTo("warn");
        assertThat(settings.prefix(FLAGSTAFF_PREFIX)).isEqualTo("{shop}:flags");
        assertThat(settings.host(FLAGSTAFF_ADMIN_HOST)).isEqualTo(new Host("0.0.0.0"));
        assertThat(settings.optionalOneOf(FLAGSTAFF_ADMIN_AUTH, "none")).isEqualTo("none");
        assertThat(settings.flag(FLAGSTAFF_SET_KEYSPACE_EVENTS)).isTrue();
        assertThat(settings.optionalText(FLAGSTAFF_ENVIRONMENT)).isEqualTo("staging");
        assertThat(settings.duration(FLAGSTAFF_POLL_INTERVAL)).isEqualTo(Duration.ofMillis(200));
        assertThat(settings.optionalDuration(FLAGSTAFF_MAX_STALENESS)).isEqualTo(Duration.ofHours(24));
        assertThat(settings.optionalPath(FLAGSTAFF_SNAPSHOT_DIR)).isEqualTo(Path.of("/var/lib/flagstaff"));
        assertThat(settings.list(FLAGSTAFF_CORS_ORIGINS)).containsExactly("https://a.example", "https://b.example");
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void anEmptyValueCountsAsNotSet() {
        var settings = given(PORT, "");
        assertThat(settings.isSet(PORT)).isFalse();
        assertThat(settings.port(PORT)).isEqualTo(8080);
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void aDefaultIsNotSetAndAFaultyValueIs() {
        assertThat(Settings.of(Map.of()).isSet(REDIS_URL)).isFalse();
        assertThat(given(REDIS_URL, "redis://localhost:6379").isSet(REDIS_URL)).isTrue();
        assertThat(given(PORT, "x").isSet(PORT)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "65536", "99999", "123456", "+80", "80a", " 80", "8_0", "0x50", "٨٠", "tcp://10.0.0.1:80"})
    void whatIsNoPortIsRefused(String text) {
        var settings = given(PORT, text);
        assertThat(settings.port(PORT)).isEqualTo(8080);
        assertThat(faults(settings)).containsExactly("PORT must be a port from 0 to 65535, is \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8080, 65_535})
    void portsFrom0To65535AreTaken(int port) {
        var settings = given(PORT, Integer.toString(port));
        assertThat(settings.port(PORT)).isEqualTo(port);
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void aRefusedDurationStandsInAsTheDefault() {
        var settings = given(FLAGSTAFF_POLL_INTERVAL, "5");
        assertThat(settings.duration(FLAGSTAFF_POLL_INTERVAL)).isEqualTo(Duration.ofSeconds(5));
        assertThat(faults(settings))
                .containsExactly("FLAGSTAFF_POLL_INTERVAL must be a duration such as 200ms, 5s, 1m or 24h,"
                        + " more than zero and at most 24h, is \"5\"");
    }

    @Test
    void aDurationThatMustBeIsNotOff() {
        var settings = given(FLAGSTAFF_POLL_INTERVAL, "off");
        settings.duration(FLAGSTAFF_POLL_INTERVAL);
        assertThat(faults(settings)).hasSize(1);
    }

    @Test
    void anOptionalDurationIsADurationOrOff() {
        var settings = given(FLAGSTAFF_MAX_STALENESS, "never");
        settings.optionalDuration(FLAGSTAFF_MAX_STALENESS);
        assertThat(faults(settings))
                .containsExactly("FLAGSTAFF_MAX_STALENESS must be a duration such as 200ms, 5s, 1m or 24h,"
                        + " more than zero and at most 24h; or off, is \"never\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "TRUE", "true "})
    void aFlagIsTrueOrFalseAndNothingElse(String text) {
        var settings = given(FLAGSTAFF_SET_KEYSPACE_EVENTS, text);
        assertThat(settings.flag(FLAGSTAFF_SET_KEYSPACE_EVENTS)).isFalse();
        assertThat(faults(settings))
                .containsExactly("FLAGSTAFF_SET_KEYSPACE_EVENTS must be true or false, is \"" + text + "\"");
    }

    @Test
    void aRefusedHostStandsInAsLoopbackWhenThatIsItsDefault() {
        var settings = given(FLAGSTAFF_ADMIN_HOST, "0.0.0.0:80");
        assertThat(settings.host(FLAGSTAFF_ADMIN_HOST).isLoopback()).isTrue();
        assertThat(faults(settings))
                .containsExactly("FLAGSTAFF_ADMIN_HOST must be a host name or an IP address, without a port,"
                        + " is \"0.0.0.0:80\"");
    }

    @Test
    void aChoiceNamesWhatThereIsToChooseFrom() {
        var settings = Settings.of(Map.of("LOG_LEVEL", "loud", "FLAGSTAFF_ADMIN_AUTH", "basic"));
        assertThat(settings.oneOf(LOG_LEVEL, LEVELS)).isEqualTo("info");
        settings.optionalOneOf(FLAGSTAFF_ADMIN_AUTH, "none");
        assertThat(faults(settings))
                .containsExactly(
                        "LOG_LEVEL must be one of trace, debug, info, warn, error, off, is \"loud\"",
                        "FLAGSTAFF_ADMIN_AUTH must be none, is \"basic\"");
    }

    @Test
    void aPathWithoutMeaningIsRefused() {
        var settings = given(FLAGSTAFF_DATA, "a\0b");
        assertThat(settings.path(FLAGSTAFF_DATA)).isEqualTo(Path.of(".flagstaff"));
        assertThat(faults(settings)).containsExactly("FLAGSTAFF_DATA must be a path, is \"a\\u0000b\"");
    }

    @Test
    void whatStandsInForARefusedValueIsNotTheWordOff() {
        var settings = Settings.of(Map.of("FLAGSTAFF_SNAPSHOT_DIR", "a\0b", "FLAGSTAFF_MAX_STALENESS", "x"));
        assertThat(settings.optionalPath(FLAGSTAFF_SNAPSHOT_DIR)).isEqualTo(Path.of(""));
        assertThat(settings.optionalDuration(FLAGSTAFF_MAX_STALENESS)).isEqualTo(Duration.ofHours(24));
        assertThat(faults(settings)).hasSize(2);
    }

    @Test
    void aRefusedPrefixStandsInAsTheDefault() {
        var settings = given(FLAGSTAFF_PREFIX, "flags*");
        assertThat(settings.prefix(FLAGSTAFF_PREFIX)).isEqualTo("feature-flags");
        assertThat(faults(settings)).singleElement().asString().startsWith("FLAGSTAFF_PREFIX must be 1 to 128 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {",", "a,", ",a", "a,,b", "a, ,b"})
    void aListHasNoGaps(String text) {
        var settings = given(FLAGSTAFF_CORS_ORIGINS, text);
        assertThat(settings.list(FLAGSTAFF_CORS_ORIGINS)).isEmpty();
        assertThat(faults(settings)).hasSize(1);
    }

    @Test
    void aListThatIsOffIsEmpty() {
        var settings = given(FLAGSTAFF_CORS_ORIGINS, "off");
        assertThat(settings.list(FLAGSTAFF_CORS_ORIGINS)).isEmpty();
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void aTextIsOneLine() {
        var settings = given(LOG_STREAM_KEY, "logs\nmore");
        assertThat(settings.text(LOG_STREAM_KEY)).isEqualTo("logs");
        assertThat(faults(settings))
                .containsExactly("LOG_STREAM_KEY must be one line of text, without control characters,"
                        + " is \"logs\\u000Amore\"");
    }

    @Test
    void whatHasNoDefaultMayBeRequired() {
        var settings = Settings.of(Map.of());
        assertThat(settings.text(FLAGSTAFF_ENVIRONMENT)).isEmpty();
        assertThat(faults(settings)).containsExactly("FLAGSTAFF_ENVIRONMENT is required");
    }

    @Test
    void allFaultsAreReportedAtOnceEachOnItsLine() {
        var settings = Settings.of(Map.of(
                "PORT", "http",
                "LOG_LEVEL", "loud",
                "FLAGSTAFF_POLL_INTERVAL", "0s",
                "FLAGSTAFF_POL_INTERVAL", "1s",
                "REDIS_URL", "redis://a",
                "REDIS_URL_FILE", "/run/secrets/url"));
        readAll(settings);
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
