package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.lifecycle.StartException;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Everything in one process, and the admin and the sidecar together.
@Timeout(300)
class StandaloneIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Logs LOGS = Logs.start(new LogSettings("error", false));

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenAtTheAdminIsEvaluatedBySidecarAndIsThereAgainAfterARestart() {
        String first;
        String second;
        try (var standalone = Standalone.start(config(Map.of()), LOGS)) {
            first = ends(standalone).write("first", "one");
            second = ends(standalone).write("second", "two");
        }
        try (var standalone = Standalone.start(config(Map.of()), LOGS)) {
            ends(standalone).assertServes(first, "first");
            ends(standalone).assertServes(second, "second");
            assertThat(ends(standalone).sidecar().get("/api/flags").body()).isEqualTo("[" + first + "," + second + "]");
            assertThat(ends(standalone).write("first", "again")).endsWith(",\"revision\":3}");
        }
    }

    @Test
    void anEditByHandReachesTheSidecar() {
        var config = config(Map.of("FLAGSTAFF_POLL_INTERVAL", "24h", "FLAGSTAFF_REREAD_INTERVAL", "24h"));
        try (var standalone = Standalone.start(config, LOGS);
                var client = RedisClient.create("redis://127.0.0.1:" + port(config));
                var connection = client.connect()) {
            ends(standalone).write("f", "ours");

            connection.sync().hset("feature-flags:flag:f", "description", "by hand");

            await().atMost(LIMIT)
                    .until(() -> ends(standalone)
                            .sidecar()
                            .get("/api/flags/f")
                            .body()
                            .contains("by hand"));
        }
    }

    @Test
    void aDataDirectoryIsOfOneSystemAtATime() {
        try (var standalone = Standalone.start(config(Map.of()), LOGS)) {
            assertRefused(config(Map.of()), "the data directory " + directory + " is in use by another ./flagstaff up");
            ends(standalone).write("f", "still there");
        }
    }

    @Test
    void aDataDirectoryThatIsNoneIsToldInOneLine() throws IOException {
        var file = Files.createFile(directory.resolve("file"));

        assertRefused(
                StandaloneConfig.from(new String[] {"--data", file.toString()}, ports()),
                "the data directory " + file + " is not a directory");
        assertRefused(
                StandaloneConfig.from(new String[] {"--data", file + "/below"}, ports()),
                "the data directory " + file + "/below cannot be used: ");
    }

    @ParameterizedTest
    @CsvSource({
        "FLAGSTAFF_REDIS_PORT, embedded Redis",
        "PORT, admin API",
        "FLAGSTAFF_ADMIN_MANAGEMENT_PORT, management",
        "FLAGSTAFF_SIDECAR_PORT, evaluation API",
        "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT, management"
    })
    void aPortThatIsInUseIsToldInOneLineAndNothingIsLeftRunning(String setting, String listener) throws IOException {
        StandaloneConfig refused;
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            refused = config(Map.of(setting, port));
            assertRefused(refused, "cannot listen on 127.0.0.1:" + port + " for the " + listener + ": ");
        }
        assertNothingListensAt(port(refused));

        try (var standalone = Standalone.start(refused, LOGS)) {
            ends(standalone).write("f", "after all");
        }
    }

    @Test
    void aRedisOfOnesOwnIsUsedAndNotTouchedAtTheEnd() {
        try (var redis = TestRedis.start(new String[0])) {
            var config = config(Map.of("REDIS_URL", redis.url()));
            try (var standalone = Standalone.start(config, LOGS)) {
                ends(standalone).write("f", "there");
            }
            assertThat(redis.cli().smembers("feature-flags:index")).containsExactly("f");
            assertThat(directory).isEmptyDirectory();
        }
    }

    @Test
    void afterTheEndNoRedisIsLeft() {
        var config = config(Map.of());
        Standalone.start(config, LOGS).close();

        assertNothingListensAt(port(config));
    }

    @Test
    void healthAndMetricsAreOnLoopback() {
        try (var standalone = Standalone.start(config(Map.of()), LOGS)) {
            for (var management : List.of(
                    management(standalone.admin().managementPort(), "admin"),
                    management(standalone.sidecar().managementPort(), "sidecar"))) {
                await().atMost(LIMIT).until(() -> management.get("/readyz").statusCode() == 200);
                assertThat(management.get("/metrics").body()).contains("flagstaff_build_info{");
            }
        }
    }

    private StandaloneConfig config(Map<String, String> settings) {
        var all = new HashMap<>(ports());
        all.putAll(settings);
        return StandaloneConfig.from(new String[] {"--data", directory.toString()}, all);
    }

    private static Map<String, String> ports() {
        return Map.of(
                "PORT", "0",
                "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", "0",
                "FLAGSTAFF_SIDECAR_PORT", "0",
                "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", "0",
                "FLAGSTAFF_REDIS_PORT", "0");
    }

    private static int port(StandaloneConfig config) {
        return Objects.requireNonNull(config.redis()).port();
    }

    private static HttpConversation management(int port, String application) {
        return new HttpConversation("http://127.0.0.1:" + port, DescribedApi.managementOf(application));
    }

    private static TwoEnds ends(Standalone standalone) {
        return TwoEnds.at(standalone.admin().url(), standalone.sidecar().url());
    }

    private static void assertRefused(StandaloneConfig config, String beginning) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Standalone.start(config, LOGS).close())
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).startsWith(beginning).hasLineCount(1));
    }

    private static void assertNothingListensAt(int port) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }
}
