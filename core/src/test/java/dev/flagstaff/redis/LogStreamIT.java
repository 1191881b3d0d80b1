package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.Range;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Entries that wait go to Redis together, and arrive as those that went alone.
@Timeout(60)
class LogStreamIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private TestRedis redis;
    private Redis way;
    private LogStream logs;

    @BeforeEach
    void start() {
        redis = TestRedis.plain();
        way = Redis.at(RedisAddress.parse(redis.url()), OpenStore.PREFIX);
        logs = way.logStream("logs");
        await().atMost(LIMIT).until(() -> logs.offer(entry(0)));
    }

    @AfterEach
    void end() {
        logs.close();
        way.close();
        redis.close();
    }

    @Test
    void entriesArriveInTheirOrderWithAllTheyHave() {
        var entries = IntStream.rangeClosed(1, logs.most())
                .mapToObj(LogStreamIT::entry)
                .toList();

        assertThat(logs.offer(entries)).isEmpty();

        var stream = redis.cli().xrange("logs", Range.unbounded());
        assertThat(stream).hasSize(1 + entries.size());
        for (int i = 0; i < stream.size(); i++) {
            assertThat(stream.get(i).getBody())
                    .isEqualTo(Map.of(
                            "level", "info",
                            "component", "admin",
                            "msg", "message " + i,
                            "time", "2026-03-19T12:00:00.000Z",
                            "metadata", "{\"number\":" + i + "}"));
        }
    }

    @Test
    void whatRedisRefusesIsToldAndTheNextOnesStillGo() {
        var entries = List.of(entry(1), entry(2));
        redis.cli().del("logs");
        redis.cli().set("logs", "no stream");

        assertThat(logs.offer(entries)).isEqualTo(entries);

        redis.cli().del("logs");
        assertThat(logs.offer(entries)).isEmpty();
        assertThat(redis.cli().xlen("logs")).isEqualTo(2);
    }

    @Test
    void withoutARedisAllAreRefused() {
        redis.kill();

        assertThat(logs.offer(List.of(entry(1), entry(2)))).containsExactly(entry(1), entry(2));
    }

    private static LogEntry entry(int number) {
        return new LogEntry(
                "info", "admin", "message " + number, "2026-03-19T12:00:00.000Z", "{\"number\":" + number + "}");
    }
}
