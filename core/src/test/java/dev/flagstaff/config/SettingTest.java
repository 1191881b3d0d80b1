package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SettingTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
                    REDIS_URL,                         both,    redis://localhost:6379
                    FLAGSTAFF_REDIS_CA_FILE,           both,
                    FLAGSTAFF_REDIS_CERT_FILE,         both,
                    FLAGSTAFF_REDIS_KEY_FILE,          both,
                    FLAGSTAFF_READ_FROM,               sidecar, master
                    PORT,                              admin,   8080
                    LOG_LEVEL,                         both,    info
                    LOG_STREAM_KEY,                    admin,   logs
                    FLAGSTAFF_PREFIX,                  both,    feature-flags
                    FLAGSTAFF_ADMIN_HOST,              admin,   127.0.0.1
                    FLAGSTAFF_ADMIN_MANAGEMENT_PORT,   admin,   8084
                    FLAGSTAFF_ADMIN_TOKENS_FILE,       admin,
                    FLAGSTAFF_ADMIN_AUTH,              admin,
                    FLAGSTAFF_ADMIN_TLS_CERT,          admin,
                    FLAGSTAFF_ADMIN_TLS_KEY,           admin,
                    FLAGSTAFF_SET_KEYSPACE_EVENTS,     admin,   false
                    FLAGSTAFF_SIDECAR_PORT,            sidecar, 8016
                    FLAGSTAFF_SIDECAR_HOST,            sidecar, 127.0.0.1
                    FLAGSTAFF_SIDECAR_MANAGEMENT_PORT, sidecar, 8014
                    FLAGSTAFF_MANAGEMENT_HOST,         both,    0.0.0.0
                    FLAGSTAFF_HTTP_MAX_CONNECTIONS,    both,    2000
                    FLAGSTAFF_HTTP_MAX_URI_BYTES,      both,    12288
                    FLAGSTAFF_HTTP_MAX_HEADER_BYTES,   both,    16384
                    FLAGSTAFF_HTTP_MAX_BODY_BYTES,     both,    2097152
                    FLAGSTAFF_HTTP_REQUEST_TIMEOUT,    both,    10s
                    FLAGSTAFF_ENVIRONMENT,             sidecar,
                    FLAGSTAFF_POLL_INTERVAL,           sidecar, 5s
                    FLAGSTAFF_REREAD_INTERVAL,         sidecar, 60s
                    FLAGSTAFF_MAX_STALENESS,           sidecar, off
                    FLAGSTAFF_SNAPSHOT_DIR,            sidecar, off
                    FLAGSTAFF_CORS_ORIGINS,            sidecar, off
                    FLAGSTAFF_DATA,                    up,      .flagstaff
                    FLAGSTAFF_REDIS_PORT,              up,      16379
                    """)
    void everySettingIsOfAProcessAndHasTheDefaultOfTheContract(Setting setting, String scope, String defaultText) {
        assertThat(setting.scope().text()).isEqualTo(scope);
        assertThat(setting.defaultText()).isEqualTo(defaultText);
    }

    @ParameterizedTest
    @EnumSource
    void aDescriptionIsOneSentenceOnOneLine(Setting setting) {
        assertThat(setting.description()).matches("\\p{Lu}.*\\.").doesNotContain("\n", ". ", "|");
    }

    @Test
    void descriptionsAndVariablesAreDistinct() {
        assertThat(Setting.values()).extracting(Setting::description).doesNotHaveDuplicates();
        assertThat(Stream.of(Setting.values())
                        .flatMap(setting -> Stream.of(setting.name(), setting.fileVariable()))
                        .toList())
                .doesNotHaveDuplicates();
    }

    @Test
    void everyDefaultGivenInTheEnvironmentIsAccepted() {
        Map<String, String> defaults = Stream.of(Setting.values())
                .filter(setting -> setting.defaultText() != null)
                .collect(Collectors.toMap(Setting::name, setting -> String.valueOf(setting.defaultText())));
        var settings = Settings.of(defaults);
        SettingsTest.readAll(settings);
        assertThatCode(settings::check).doesNotThrowAnyException();
    }
}
