package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is in the way of a process that begins is told in a line each.
@Timeout(600)
class HinderedStartIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void aDataDirectoryThatIsInUseIsToldInOneLineAndDisturbsNobody() {
        try (var up = FlagstaffProcess.java(directory, FlagstaffProcess.UP, Map.of(), "--data", data())
                        .awaitWelcome();
                var second = FlagstaffProcess.java(directory, FlagstaffProcess.UP, Map.of(), "--data", data())) {
            assertThat(second.awaitEnd(LIMIT)).isEqualTo(2);
            assertThat(second.err())
                    .isEqualTo("the data directory " + data() + " is in use by another ./flagstaff up\n");
            assertThat(second.out()).isEmpty();
            up.ends().write("f", "still there");
        }
    }

    @Test
    void aPortThatIsInUseIsToldInOneLine() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            try (var up =
                    FlagstaffProcess.java(directory, FlagstaffProcess.UP, Map.of("PORT", port), "--data", data())) {
                assertThat(up.awaitEnd(LIMIT)).isEqualTo(2);
                assertThat(up.err())
                        .startsWith("cannot listen on 127.0.0.1:" + port + " for the admin API: ")
                        .hasLineCount(1);
                assertThat(up.out().lines()).allSatisfy(UpIT::assertIsEntry);
                assertThat(up.out()).doesNotContain("\"error\"");
            }
        }
    }

    @Test
    void everyFaultOfTheSettingsIsALineOfStderr() {
        var faulty = Map.of("PORT", "x", "LOG_LEVEL", "loud", "FLAGSTAFF_ADMIN_HSOT", "y");
        try (var up = FlagstaffProcess.java(directory, FlagstaffProcess.UP, faulty)) {
            assertThat(up.awaitEnd(LIMIT)).isEqualTo(2);
            assertThat(up.err().lines())
                    .hasSize(3)
                    .allMatch(line -> faulty.keySet().stream().anyMatch(line::startsWith));
            assertThat(up.out()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        FlagstaffProcess.ADMIN + ", /api/admin/flags, http://127.0.0.1:(\\d+)",
        FlagstaffProcess.SIDECAR + ", /api/flags, http://127.0.0.1:(\\d+)"
    })
    void withoutRedisAProcessSaysSoInOneLineAndAnswersThatItIsUnavailable(String main, String path, String url) {
        int port = TestRedis.freePort();
        var settings = Map.of("REDIS_URL", "redis://127.0.0.1:" + port);
        try (var process = FlagstaffProcess.java(directory, main, settings)) {
            await().atMost(LIMIT).until(() -> process.out().contains("\"msg\":\"serving "));
            var found = Pattern.compile(url).matcher(process.out());
            assertThat(found.find()).isTrue();
            var api = new HttpConversation(
                    found.group(), main.equals(FlagstaffProcess.ADMIN) ? TwoEnds.ADMIN : TwoEnds.SIDECAR);
            // By the hundredth answer it has tried to connect again and again.
            for (int answer = 0; answer < 100; answer++) {
                assertThat(api.get(path).statusCode()).isEqualTo(503);
            }

            assertThat(process.out().lines().filter(line -> line.contains("\"level\":\"warn\"")))
                    .singleElement()
                    .asString()
                    .contains("\"msg\":\"Redis at 127.0.0.1:" + port + " cannot be reached: ", "; trying on\"");
            assertThat(process.out()).doesNotContain("\"level\":\"error\"");
            assertThat(process.err()).isEmpty();
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }
}
