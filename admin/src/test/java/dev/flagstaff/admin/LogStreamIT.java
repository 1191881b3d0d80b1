package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.Scrape;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Log entries in a Redis stream, which are never in the way of a request.
@Timeout(300)
class LogStreamIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DROPPED = "flagstaff_log_entries_dropped_total";

    private final TestRedis redis = TestRedis.start(new String[0]);

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void anEntryHasItsFiveFieldsAsTexts() {
        try (var admin = start(Map.of())) {
            logSomething(admin);

            var entry =
                    await().atMost(LIMIT).until(() -> entryAbout("logs", "a definition in Redis"), Objects::nonNull);
            assertThat(entry.keySet()).containsExactly("level", "component", "msg", "time", "metadata");
            assertThat(entry)
                    .containsEntry("level", "error")
                    .containsEntry("component", "redis")
                    .containsEntry("msg", "a definition in Redis cannot be read and is refused")
                    .containsEntry(
                            "metadata",
                            "{\"flagKey\":\"broken\",\"reason\":\"the index names it, but it has no hash\"}");
            assertThat(Instant.parse(entry.get("time"))).isBetween(Instant.now().minus(LIMIT), Instant.now());
        }
    }

    @Test
    void theStreamIsTheOneThatTheSettingNames() {
        try (var admin = start(Map.of("LOG_STREAM_KEY", "my:logs"))) {
            logSomething(admin);

            await().atMost(LIMIT).until(() -> entryAbout("my:logs", "a definition in Redis") != null);
            assertThat(redis.cli().exists("logs")).isZero();
        }
    }

    @Test
    void theStreamIsBounded() {
        redis.cli().eval("for i = 1, 15000 do redis.call('XADD', 'logs', '*', 'msg', i) end", ScriptOutputType.STATUS);
        try (var admin = start(Map.of())) {
            logSomething(admin);

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(redis.cli().xlen("logs")).isBetween(10_000L, 11_000L));
        }
    }

    @Test
    void entriesAreDroppedAndCountedWhileRedisIsAwayAndNobodyWaitsForThem() {
        try (var admin = start(Map.of())) {
            // The counter must not hang on an object that nobody but it refers to.
            System.gc();
            double before = Scrape.of(admin.management()).value(DROPPED);

            redis.kill();

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(Scrape.of(admin.management()).value(DROPPED))
                                    .isGreaterThan(before));
            assertThat(admin.api().get("/api/admin/flags").statusCode()).isEqualTo(503);

            redis.start();

            await().atMost(LIMIT).untilAsserted(() -> {
                logSomething(admin);
                assertThat(entryAbout("logs", "a definition in Redis")).isNotNull();
            });
        }
    }

    private RunningAdmin start(Map<String, String> moreSettings) {
        return RunningAdmin.at(redis.url(), "info", moreSettings).awaitConnected();
    }

    /// Makes the admin meet a flag that is broken, and one that was.
    private void logSomething(RunningAdmin admin) {
        redis.cli().sadd("feature-flags:index", "broken");
        admin.api().get("/api/flags/broken");
        redis.cli().srem("feature-flags:index", "broken");
        admin.api().get("/api/flags/broken");
    }

    private @Nullable Map<String, String> entryAbout(String stream, String beginning) {
        List<StreamMessage<String, String>> entries = redis.cli().xrange(stream, Range.unbounded());
        return entries.stream()
                .map(StreamMessage::getBody)
                .filter(body -> body.getOrDefault("msg", "").startsWith(beginning))
                .findFirst()
                .orElse(null);
    }
}
