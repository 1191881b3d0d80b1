package dev.flagstaff.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/// The configuration of a whole process, which no test may change in its own.
@Timeout(60)
class ProcessTest {
    /// @param binding how SLF4J is told of Logback: as the processes do, or not at all
    @ParameterizedTest
    @ValueSource(strings = {"-Dslf4j.provider=dev.flagstaff.logging.LogbackAlone", "-Dslf4j.internal.verbosity=WARN"})
    void stdoutHasOurLinesAndNothingElse(String binding) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Dstdout.encoding=ISO-8859-1",
                        binding,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String stdout = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(stdout.lines().map(line -> {
                    var event = CapturedLogs.parse(line);
                    return event.get("level").asString() + " "
                            + event.get("component").asString() + " "
                            + event.get("msg").asString();
                }))
                .containsExactly("info admin started", "warn WebServer by System.Logger, żółć", "info sink 2 entries");
    }

    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            var entries = new AtomicInteger();
            try (var logs = Logs.start(new LogSettings("info", false))) {
                logs.attach(_ -> entries.incrementAndGet() > 0);
                LoggerFactory.getLogger("dev.flagstaff.admin.Admin").info("started");
                LoggerFactory.getLogger("io.netty.Library").info("chatter");
                var helidon = System.getLogger("io.helidon.webserver.WebServer");
                helidon.log(Level.INFO, "chatter");
                helidon.log(Level.WARNING, "by System.Logger, żółć");
            }
            LoggerFactory.getLogger("dev.flagstaff.sink").info("{} entries", entries.get());
        }
    }
}
