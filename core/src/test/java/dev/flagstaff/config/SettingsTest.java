package dev.flagstaff.config;

import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_AUTH;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_HOST;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_TOKENS_FILE;
import static dev.flagstaff.config.Setting.FLAGSTAFF_CORS_ORIGINS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_DATA;
import static dev.flagstaff.config.Setting.FLAGSTAFF_ENVIRONMENT;
import static dev.flagstaff.config.Setting.FLAGSTAFF_HTTP_MAX_CONNECTIONS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_MAX_STALENESS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_POLL_INTERVAL;
import static dev.flagstaff.config.Setting.FLAGSTAFF_PREFIX;
import static dev.flagstaff.config.Setting.FLAGSTAFF_REREAD_INTERVAL;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SET_KEYSPACE_EVENTS;
import static dev.flagstaff.config.Setting.FLAGSTAFF_SNAPSHOT_DIR;
import static dev.flagstaff.config.Setting.LOG_LEVEL;
import static dev.flagstaff.config.Setting.LOG_STREAM_KEY;
import static dev.flagstaff.config.Setting.PORT;
import static dev.flagstaff.config.Setting.REDIS_URL;
import static org.assertj.core.api.Assertions.assertThat;
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

    static List<String> faults(Settings settings) {
        var thrown = catchThrowableOfType(InvalidSettingsException.class, settings::check);
        return thrown == null ? List.of() : thrown.faults();
    }

    static Settings given(Setting setting, String value) {
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

    @ParameterizedTest
    @ValueSource(strings = {"0", "5001", "-1", "+5", "5.0", "1e2", " 5", "4294967297", "many"})
    void whatIsNoWholeNumberWithinTheBoundsIsRefused(String text) {
        var settings = given(FLAGSTAFF_HTTP_MAX_CONNECTIONS, text);
        assertThat(settings.integer(FLAGSTAFF_HTTP_MAX_CONNECTIONS, 1, 5_000)).isEqualTo(2_000);
        assertThat(faults(settings))
                .containsExactly(
                        "FLAGSTAFF_HTTP_MAX_CONNECTIONS must be a whole number from 1 to 5000, is \"" + text + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5_000})
    void theBoundsThemselvesAreTaken(int number) {
        var settings = given(FLAGSTAFF_HTTP_MAX_CONNECTIONS, Integer.toString(number));
        assertThat(settings.integer(FLAGSTAFF_HTTP_MAX_CONNECTIONS, 1, 5_000)).isEqualTo(number);
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
}
