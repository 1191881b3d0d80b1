package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.config.InvalidSettingsException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminConfigTest {
    private static final String BEYOND_LOOPBACK =
            "FLAGSTAFF_ADMIN_HOST is beyond loopback, which wants FLAGSTAFF_ADMIN_TOKENS_FILE or FLAGSTAFF_ADMIN_AUTH=none";

    @Test
    void withoutAnySettingTheDefaultsOfTheContractApply() {
        var config = AdminConfig.from(Map.of("PATH", "/bin", "HOME", "/"));

        assertThat(config.redis()).hasToString("localhost:6379");
        assertThat(config.prefix()).isEqualTo("feature-flags");
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8080);
        assertThat(config.managementHost()).isEqualTo("0.0.0.0");
        assertThat(config.managementPort()).isEqualTo(8084);
        assertThat(config.tokens()).isNull();
        assertThat(config.setKeyspaceEvents()).isFalse();
        assertThat(config.logStreamKey()).isEqualTo("logs");
        assertThat(config.logLevel()).isEqualTo("info");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "admin.example"})
    void beyondLoopbackAnAdminWantsToKnowWhoMayUseIt(String host) {
        assertThat(faults("FLAGSTAFF_ADMIN_HOST", host)).containsExactly(BEYOND_LOOPBACK);
        assertThat(faults("FLAGSTAFF_ADMIN_HOST", host, "FLAGSTAFF_ADMIN_TOKENS_FILE", "off"))
                .containsExactly(BEYOND_LOOPBACK);

        assertThat(config("FLAGSTAFF_ADMIN_HOST", host, "FLAGSTAFF_ADMIN_AUTH", "none")
                        .host())
                .isEqualTo(host);
        assertThat(config("FLAGSTAFF_ADMIN_HOST", host, "FLAGSTAFF_ADMIN_TOKENS_FILE", "tokens")
                        .tokens())
                .isEqualTo(Path.of("tokens"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "localhost", "::1"})
    void onLoopbackAnAdminWantsNoTokens(String host) {
        assertThat(config("FLAGSTAFF_ADMIN_HOST", host).host()).isEqualTo(host);
    }

    @Test
    void tokensAndNoAccessControlContradictEachOther() {
        assertThat(faults("FLAGSTAFF_ADMIN_TOKENS_FILE", "tokens", "FLAGSTAFF_ADMIN_AUTH", "none"))
                .containsExactly("FLAGSTAFF_ADMIN_AUTH must not be none while FLAGSTAFF_ADMIN_TOKENS_FILE is set");
    }

    @Test
    void everyFaultIsToldAtOnce() {
        assertThat(faults(
                        "REDIS_URL", "http://:secret@redis",
                        "PORT", "65536",
                        "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", "-1",
                        "FLAGSTAFF_PREFIX", "a*",
                        "FLAGSTAFF_ADMIN_HOST", "0.0.0.0",
                        "FLAGSTAFF_MANAGEMENT_HOST", "no host",
                        "FLAGSTAFF_SET_KEYSPACE_EVENTS", "yes",
                        "FLAGSTAFF_ADMIN_HSOT", "x",
                        "LOG_LEVEL", "loud"))
                .satisfiesExactlyInAnyOrder(
                        fault -> assertThat(fault)
                                .startsWith("REDIS_URL must be")
                                .doesNotContain("secret"),
                        fault -> assertThat(fault).startsWith("PORT must be a port"),
                        fault -> assertThat(fault).startsWith("FLAGSTAFF_ADMIN_MANAGEMENT_PORT must be a port"),
                        fault -> assertThat(fault).startsWith("FLAGSTAFF_PREFIX must be"),
                        fault -> assertThat(fault).isEqualTo(BEYOND_LOOPBACK),
                        fault -> assertThat(fault).startsWith("FLAGSTAFF_MANAGEMENT_HOST must be a host"),
                        fault -> assertThat(fault).startsWith("FLAGSTAFF_SET_KEYSPACE_EVENTS must be true or false"),
                        fault -> assertThat(fault)
                                .isEqualTo("FLAGSTAFF_ADMIN_HSOT is not a setting; did you mean FLAGSTAFF_ADMIN_HOST?"),
                        fault -> assertThat(fault).startsWith("LOG_LEVEL must be one of"));
    }

    private static AdminConfig config(String... namesAndValues) {
        return AdminConfig.from(environment(namesAndValues));
    }

    private static List<String> faults(String... namesAndValues) {
        var environment = environment(namesAndValues);
        return assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> AdminConfig.from(environment))
                .actual()
                .faults();
    }

    private static Map<String, String> environment(String... namesAndValues) {
        var environment = new HashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return environment;
    }
}
