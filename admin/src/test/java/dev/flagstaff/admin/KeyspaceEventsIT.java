package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whether Redis tells of edits by hand is looked at whenever it is connected.
@Timeout(120)
class KeyspaceEventsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WARNING = "Redis does not tell of edits by hand: set notify-keyspace-events to Kghs$xe,"
            + " or sidecars see those of the index, and all where Redis does not let them track keys, only when they"
            + " read everything again";

    private final TestRedis redis = TestRedis.start(new String[0]);
    private final Queue<LogEntry> logged = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void anAdminWarnsWhereTheyAreOffAndLeavesThemSo() {
        redis.cli().configSet("notify-keyspace-events", "");

        startAndAwait("false", () -> logged.stream().anyMatch(this::isWarning));

        assertThat(redis.cli().configGet("notify-keyspace-events")).containsValue("");
    }

    @Test
    void anAdminThatMayTurnsThemOnAndTakesNothingAway() {
        redis.cli().configSet("notify-keyspace-events", "Elt");

        startAndAwait("true", () -> saidThat("turned on Redis's keyspace notifications"));

        assertThat(redis.cli().configGet("notify-keyspace-events").get("notify-keyspace-events"))
                .satisfies(events -> assertThat(KeyspaceEvents.isEnough(events)).isTrue())
                .contains("E", "l", "t");
        assertThat(logged).noneMatch(this::isWarning);
    }

    @Test
    void anAdminHasNothingToSayWhereTheyAreOnOrRedisDoesNotTell() {
        startAndAwait("true", () -> saidThat("connected to Redis"));
        assertThat(redis.cli().configGet("notify-keyspace-events")).containsValue("g$shxeK");

        redis.cli().aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.CONFIG));
        startAndAwait("true", () -> saidThat("connected to Redis"));

        assertThat(logged).extracting(LogEntry::level).containsOnly("info");
    }

    /// Starts an admin, waits for what it logs, and ends it; by then it has said whatever it has to say.
    private void startAndAwait(String turnOn, Callable<Boolean> said) {
        logged.clear();
        var logs = Logs.start(new LogSettings("info", false));
        logs.attach(logged::add);
        var config = AdminConfig.from(Map.of(
                "REDIS_URL",
                redis.url(),
                "PORT",
                "0",
                "FLAGSTAFF_ADMIN_MANAGEMENT_PORT",
                "0",
                "FLAGSTAFF_SET_KEYSPACE_EVENTS",
                turnOn));
        try (var admin = Admin.start(config, logs)) {
            await().atMost(LIMIT).until(said);
            admin.connected().toCompletableFuture().join();
        }
        logs.close();
    }

    private boolean isWarning(LogEntry entry) {
        return entry.level().equals("warn") && entry.msg().equals(WARNING);
    }

    private boolean saidThat(String msg) {
        return logged.stream().anyMatch(entry -> entry.msg().equals(msg));
    }
}
