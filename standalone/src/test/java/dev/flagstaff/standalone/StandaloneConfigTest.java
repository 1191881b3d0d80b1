package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.admin.AdminConfig;
import dev.flagstaff.config.InvalidSettingsException;
import dev.flagstaff.config.Setting;
import dev.flagstaff.lifecycle.StartException;
import dev.flagstaff.standalone.StandaloneConfig.EmbeddedRedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandaloneConfigTest {
    private static final String[] NO_ARGUMENTS = {};

    @TempDir
    private Path directory;

    @Test
    void withoutAnythingItIsAnEmbeddedRedisAndLoopbackAlone() {
        var config = StandaloneConfig.from(NO_ARGUMENTS, Map.of("PATH", "/bin"));

        assertThat(config.redis()).isEqualTo(new EmbeddedRedisConfig(Path.of(".flagstaff"), 16_379));
        assertThat(config.admin().redis()).hasToString("127.0.0.1:16379");
        assertThat(config.sidecar().redis()).hasToString("127.0.0.1:16379");
        assertThat(config.admin().host()).isEqualTo("127.0.0.1");
        assertThat(config.admin().managementHost()).isEqualTo("127.0.0.1");
        assertThat(config.sidecar().managementHost()).isEqualTo("127.0.0.1");
        assertThat(config.admin().port()).isEqualTo(8080);
        assertThat(config.sidecar().port()).isEqualTo(8016);
    }

    @Test
    void theDirectoryIsTheOptionsThenTheSettings() {
        var set = Map.of("FLAGSTAFF_DATA", "set");

        assertThat(data(set)).isEqualTo(Path.of("set"));
        assertThat(data(set, "--data", "given")).isEqualTo(Path.of("given"));
        assertThat(data(set, "--data=given")).isEqualTo(Path.of("given"));
        assertThat(data(set, "--data=a", "--data", "b=c")).isEqualTo(Path.of("b=c"));
    }

    @Test
    void theOptionCountsWhereAFileGivesTheSettingAsWell() throws IOException {
        assertThat(data(Map.of("FLAGSTAFF_DATA_FILE", fileWith("set")), "--data", "given"))
                .isEqualTo(Path.of("given"));
        assertThat(data(Map.of("FLAGSTAFF_DATA_FILE", fileWith("set")))).isEqualTo(Path.of("set"));
    }

    @Test
    void whatAFileGivesIsNotReplacedByWhatIsMeantForTrying() throws IOException {
        var config =
                StandaloneConfig.from(NO_ARGUMENTS, Map.of("FLAGSTAFF_MANAGEMENT_HOST_FILE", fileWith("127.0.0.3\n")));

        assertThat(config.admin().managementHost()).isEqualTo("127.0.0.3");
        assertThat(environment(Map.of("FLAGSTAFF_ENVIRONMENT_FILE", fileWith("staging"))))
                .isEqualTo("staging");
        assertThat(environment(Map.of())).isEqualTo("production");
    }

    @Test
    void anEmptySettingIsNone() {
        var empty = Map.of("FLAGSTAFF_MANAGEMENT_HOST", "", "REDIS_URL", "", "FLAGSTAFF_ENVIRONMENT", "");
        var config = StandaloneConfig.from(NO_ARGUMENTS, empty);

        assertThat(config.admin().managementHost()).isEqualTo("127.0.0.1");
        assertThat(config.redis()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--data", "--data="})
    void theOptionWantsADirectory(String option) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> StandaloneConfig.from(new String[] {option}, Map.of()))
                .withMessage("--data wants a directory");
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> StandaloneConfig.from(new String[] {"--data", ""}, Map.of()))
                .withMessage("--data wants a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--dta", "-data", "here", "", "--help", "--database=x"})
    void thereIsNoOtherOption(String option) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> StandaloneConfig.from(new String[] {"--data", "here", option}, Map.of()))
                .withMessage("up takes --data DIR and nothing else, not \"" + option + "\"");
    }

    @Test
    void withARedisOfOnesOwnNoneIsEmbedded() {
        var config = StandaloneConfig.from(NO_ARGUMENTS, Map.of("REDIS_URL", "redis://redis.example:7000"));

        assertThat(config.redis()).isNull();
        assertThat(config.admin().redis()).hasToString("redis.example:7000");
        assertThat(config.sidecar().redis()).hasToString("redis.example:7000");
    }

    @Test
    void portZeroIsOneThatIsFree() {
        var config = StandaloneConfig.from(NO_ARGUMENTS, Map.of("FLAGSTAFF_REDIS_PORT", "0"));

        int port = Objects.requireNonNull(config.redis()).port();
        assertThat(port).isBetween(1, 65_535);
        assertThat(config.admin().redis()).hasToString("127.0.0.1:" + port);
    }

    @Test
    void everyFaultOfAdminSidecarAndRedisIsToldAtOnce() {
        var faulty = Map.of(
                "FLAGSTAFF_REDIS_PORT", "x",
                "PORT", "y",
                "FLAGSTAFF_SIDECAR_PORT", "z",
                "FLAGSTAFF_ADMIN_HOST", "0.0.0.0",
                "FLAGSTAFF_SIDECAR_HOST", "0.0.0.0",
                "LOG_LEVEL", "loud",
                "FLAGSTAFF_REDIS_PROT", "1");

        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> StandaloneConfig.from(NO_ARGUMENTS, faulty))
                .satisfies(refused -> assertThat(refused.faults())
                        .hasSize(7)
                        .contains("FLAGSTAFF_REDIS_PROT is not a setting; did you mean FLAGSTAFF_REDIS_PORT?")
                        .allSatisfy(
                                fault -> assertThat(faulty.keySet()).contains(fault.substring(0, fault.indexOf(' ')))));
    }

    /// So none is without use, and `up` heeds all.
    @ParameterizedTest
    @EnumSource
    void everySettingIsReadAndRefusedWhereItMakesNoSense(Setting setting) {
        assertThatExceptionOfType(InvalidSettingsException.class)
                .isThrownBy(() -> StandaloneConfig.from(NO_ARGUMENTS, Map.of(setting.name(), "\0")))
                .satisfies(refused -> assertThat(refused.faults())
                        .hasSize(1)
                        .allSatisfy(fault -> assertThat(fault).startsWith(setting.name() + " ")));
    }

    @Test
    void everyDefaultIsAcceptedWhereItIsGiven() {
        var defaults = Stream.of(Setting.values())
                .filter(setting -> setting.defaultText() != null)
                .collect(Collectors.toMap(Setting::name, setting -> String.valueOf(setting.defaultText())));

        var config = StandaloneConfig.from(NO_ARGUMENTS, defaults);

        assertThat(config.admin()).hasToString(AdminConfig.from(Map.of()).toString());
        assertThat(config.sidecar().managementHost()).isEqualTo("0.0.0.0");
        assertThat(config.redis()).isNull();
    }

    private static @Nullable String environment(Map<String, String> environment) {
        return StandaloneConfig.from(NO_ARGUMENTS, environment)
                .sidecar()
                .ofrep()
                .environment();
    }

    private static Path data(Map<String, String> environment, String... arguments) {
        return Objects.requireNonNull(
                        StandaloneConfig.from(arguments, environment).redis())
                .data();
    }

    private String fileWith(String content) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "setting", ""), content)
                .toString();
    }
}
