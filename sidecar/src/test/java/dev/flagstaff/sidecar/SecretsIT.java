package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.testing.TestRedis;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Nothing that a sidecar says, anywhere and however much it logs, holds a password.
@Timeout(120)
class SecretsIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PASSWORD = "pw-4f1c9ae07d";
    private static final String WRONG = "pw-wrong-77e21b";

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final TestRedis redis = TestRedis.start("--requirepass", PASSWORD);

    @BeforeEach
    void listen() {
        var both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        Logs.start(new LogSettings("trace", false));
    }

    @AfterEach
    void listenNoMore() {
        System.setOut(out);
        System.setErr(err);
        Logs.start(new LogSettings("error", false));
        redis.close();
    }

    @Test
    void theRightPasswordIsNotTold() {
        try (var sidecar = RunningSidecar.at("redis://:" + PASSWORD + "@127.0.0.1:" + redis.port())) {
            await().atMost(LIMIT)
                    .until(() -> sidecar.management().get("/readyz").statusCode() == 200);
            redis.kill();
            await().atMost(LIMIT)
                    .until(() -> sidecar.management().get("/readyz").body().contains("\"connected\":{\"holds\":false"));
            assertNothingIsTold(sidecar);
        }
    }

    @Test
    void norIsAWrongOne() {
        try (var sidecar = RunningSidecar.at("redis://someone:" + WRONG + "@127.0.0.1:" + redis.port(), Map.of())) {
            await().atMost(LIMIT).until(() -> said().contains("WRONGPASS"));
            assertNothingIsTold(sidecar);
        }
    }

    private void assertNothingIsTold(RunningSidecar sidecar) {
        String threads = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::toString)
                .collect(Collectors.joining("\n"));
        assertThat(said()).contains("RedisClient");
        assertThat(said()
                        + threads
                        + sidecar.management().get("/metrics").body()
                        + sidecar.management().get("/readyz").body())
                .doesNotContain(PASSWORD, WRONG);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
