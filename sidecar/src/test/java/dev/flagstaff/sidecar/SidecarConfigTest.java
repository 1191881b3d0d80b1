package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.config.InvalidSettingsException;
import dev.flagstaff.ofrep.OfrepSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarConfigTest {
    @Test
    void withoutAnySettingTheDefaultsOfTheContractApply() {
        var config = SidecarConfig.from(Map.of("PATH", "/bin"));

        assertThat(config.redis()).hasToString("localhost:6379");
        assertThat(config.prefix()).isEqualTo("feature-flags");
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.port()).isEqualTo(8016);
        assertThat(config.managementHost()).isEqualTo("0.0.0.0");
        assertThat(config.managementPort()).isEqualTo(8014);
        assertThat(config.feed().pollInterval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.feed().rereadInterval()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.maxStaleness()).isNull();
        assertThat(config.logLevel()).isEqualTo("info");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "10.1.2.3", "sidecar.example"})
    void aSidecarAnswersItsOwnPodAlone(String host) {
        assertThat(faults(Map.of("FLAGSTAFF_SIDECAR_HOST", host)))
                .containsExactly(
                        "FLAGSTAFF_SIDECAR_HOST must be a loopback address: a sidecar answers its own pod alone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.2", "localhost", "::1"})
    void anotherLoopbackAddressWillDo(String host) {
        assertThat(SidecarConfig.from(Map.of("FLAGSTAFF_SIDECAR_HOST", host)).host())
                .isEqualTo(host);
    }

    @Test
    void everyFaultIsToldAtOnce() {
        assertThat(faults(Map.of(
                        "REDIS_URL", "localhost:6379",
                        "FLAGSTAFF_SIDECAR_HOST", "0.0.0.0",
                        "FLAGSTAFF_SIDECAR_PORT", "x",
                        "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", "70000",
                        "FLAGSTAFF_POLL_INTERVAL", "0s",
                        "FLAGSTAFF_REREAD_INTERVAL", "25h",
                        "FLAGSTAFF_MAX_STALENESS", "5",
                        "FLAGSTAFF_SIDECAR_PROT", "1",
                        "LOG_LEVEL", "loud")))
                .hasSize(9)
                .contains("FLAGSTAFF_SIDECAR_PROT is not a setting; did you mean FLAGSTAFF_SIDECAR_PORT?");
    }

    @Test
    void ofrepHasNoEnvironmentAndNoOriginsUnlessTheyAreGiven() {
        assertThat(SidecarConfig.from(Map.of()).ofrep()).isEqualTo(new OfrepSettings(null, Set.of(), 2 * 1024 * 1024));
        assertThat(SidecarConfig.from(Map.of(
                                "FLAGSTAFF_ENVIRONMENT", "staging",
                                "FLAGSTAFF_CORS_ORIGINS", "https://App.example, http://localhost:3000,http://[::1]:80"))
                        .ofrep())
                .isEqualTo(new OfrepSettings(
                        "staging",
                        Set.of("https://app.example", "http://localhost:3000", "http://[::1]:80"),
                        2 * 1024 * 1024));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"app.example", "https://app.example/", "https://a/b", "*", "null", "https://a b", "https://"})
    void whatIsNoOriginIsAFault(String origin) {
        assertThat(faults(Map.of("FLAGSTAFF_CORS_ORIGINS", "https://good.example," + origin)))
                .containsExactly("FLAGSTAFF_CORS_ORIGINS must list origins like https://app.example or"
                        + " http://localhost:3000, without a path");
    }

    @Test
    void anEnvironmentThatNoFlagCouldHaveIsAFault() {
        assertThat(faults(Map.of("FLAGSTAFF_ENVIRONMENT", "a:b")))
                .containsExactly("FLAGSTAFF_ENVIRONMENT must match [A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    }

    private static List<String> faults(Map<String, String> environment) {
        return assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> SidecarConfig.from(environment))
                .actual()
                .faults();
    }
}
