package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Nothing that an admin says, anywhere and however much it logs, holds a password or a token.
@Timeout(120)
class SecretsIT {
    private static final String PASSWORD = "pw-4f1c9ae07d";
    private static final String SMALL = "{\"defaultEnabled\":true,\"environments\":{}}";
    private static final String READER = AccessToken.newSecret();
    private static final String WRITER = AccessToken.newSecret();
    private static final String STRANGER = AccessToken.newSecret();

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final TestRedis redis = TestRedis.start("--requirepass", PASSWORD);
    private Path tokens;

    @BeforeEach
    void listen() throws IOException {
        tokens = Files.writeString(
                directory.resolve("tokens"), line("alice", Role.WRITE, WRITER) + line("bob", Role.READ, READER));
        var both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(out);
        System.setErr(err);
        redis.close();
    }

    @Test
    void everythingThatIsSaidAtTraceIsWithoutPasswordsAndTokens() throws IOException {
        try (var wire = FaultyWire.to(redis.port());
                var admin = admin("redis://:" + PASSWORD + "@127.0.0.1:" + wire.port())
                        .awaitConnected()) {
            assertThat(send(admin, "PUT", WRITER)).isEqualTo(200);
            assertThat(send(admin, "PUT", READER)).isEqualTo(403);
            assertThat(send(admin, "PUT", STRANGER)).isEqualTo(401);
            Files.writeString(tokens, "alice write " + WRITER);
            assertThat(send(admin, "PUT", WRITER)).isEqualTo(200);
            wire.cut();
            assertThat(send(admin, "PUT", WRITER)).isIn(200, 503);
            assertNothingIsTold(admin);
        }
        assertThat(said()).contains("RedisClient", "FLAGSTAFF_ADMIN_TOKENS_FILE");
    }

    @Test
    void aWrongPasswordIsNotToldEither() {
        String wrong = "pw-wrong-77e21b";
        try (var admin = admin("redis://someone:" + wrong + "@127.0.0.1:" + redis.port())) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> said().contains("WRONGPASS") || said().contains("refused"));
            assertThat(send(admin, "PUT", WRITER)).isEqualTo(503);
            assertNothingIsTold(admin);
        }
        assertThat(said()).doesNotContain(wrong);
    }

    @Test
    void anAdminThatFindsNoRedisTellsNoPassword() {
        redis.kill();
        try (var admin = admin("redis://:" + PASSWORD + "@127.0.0.1:" + redis.port())) {
            assertThat(send(admin, "PUT", WRITER)).isEqualTo(503);
            assertNothingIsTold(admin);
        }
    }

    private RunningAdmin admin(String url) {
        var settings = Map.of("FLAGSTAFF_ADMIN_TOKENS_FILE", tokens.toString());
        var config = AdminConfig.from(Map.of("REDIS_URL", url));
        assertThat(config.toString()).doesNotContain(PASSWORD);
        return RunningAdmin.at(url, "trace", settings);
    }

    /// In answers, metrics, names of threads, and everything that was printed until now.
    private void assertNothingIsTold(RunningAdmin admin) {
        String threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::toString)
                .collect(Collectors.joining("\n"));
        String all = said()
                + threads
                + admin.management().get("/metrics").body()
                + admin.management().get("/readyz").body();
        assertThat(all).doesNotContain(PASSWORD, READER, WRITER, STRANGER);
        assertThat(all).doesNotContain(AccessToken.hash(READER), AccessToken.hash(WRITER), AccessToken.hash(STRANGER));
    }

    private int send(RunningAdmin admin, String method, String token) {
        HttpResponse<String> answer = admin.api()
                .send(admin.api()
                        .request("/api/admin/flags/f")
                        .header("Content-Type", "application/json")
                        .header("Authorization", "Bearer " + token)
                        .method(method, BodyPublishers.ofString(SMALL)));
        assertThat(answer.body() + answer.headers()).doesNotContain(PASSWORD, token, AccessToken.hash(token));
        return answer.statusCode();
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static String line(String name, Role role, String secret) {
        return new AccessToken(name, role, AccessToken.hash(secret)).line() + "\n";
    }
}
