package dev.flagstaff.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogSettingsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "INFO", "warning", "fatal", " info"})
    void aLevelThatDoesNotExistIsRefused(String level) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LogSettings(level, false))
                .withMessage("The log level must be one of trace, debug, info, warn, error, off");
    }

    @ParameterizedTest
    @CsvSource({
        "trace, trace debug info warn error, debug info warn error",
        "debug, debug info warn error, debug info warn error",
        "info, info warn error, warn error",
        "warn, warn error, warn error",
        "error, error, error",
        "off, '', ''",
    })
    void oursAreLoggedFromTheLevelAndLibrariesFromWarnUnlessDebuggingButNeverAtTrace(
            String level, String ours, String theirs) {
        assertThat(logged(level, "dev.flagstaff.sidecar.Sidecar")).isEqualTo(ours);
        assertThat(logged(level, "io.lettuce.core.RedisClient")).isEqualTo(theirs);
    }

    private static String logged(String level, String loggerName) {
        try (var captured = CapturedLogs.json(level)) {
            var logger = captured.logger(loggerName);
            logger.trace("said");
            logger.debug("said");
            logger.info("said");
            logger.warn("said");
            logger.error("said");
            var levels = new ArrayList<String>();
            captured.lines()
                    .forEach(line ->
                            levels.add(CapturedLogs.parse(line).get("level").asString()));
            return String.join(" ", levels);
        }
    }
}
