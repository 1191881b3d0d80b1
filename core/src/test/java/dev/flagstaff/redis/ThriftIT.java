package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What one feed costs Redis, as Redis counts it.
@Timeout(180)
class ThriftIT {
    /// As a sidecar is set unless told otherwise.
    private static final FeedSettings STANDARD = new FeedSettings(Duration.ofSeconds(5), Duration.ofSeconds(60));

    /// What this test sends itself.
    private static final Set<String> OURS = Set.of("info", "config|resetstat");
    private static final int CHANGES = 100;

    private final TestRedis redis = TestRedis.plain();

    @AfterEach
    void end() {
        redis.close();
    }

    /// Notifications of the keys that a write touches come with its message, and add no reading.
    @Test
    void aChangeIsReadOnce() {
        try (var open = OpenStore.at(redis.url());
                var feed = OpenFeed.at(redis.url(), OpenFeed.MESSAGES_ALONE)) {
            open.put(Definitions.full("banner"));
            feed.told().awaitAll(open.store());
            redis.cli().configResetstat();
            for (int i = 1; i <= CHANGES; i++) {
                long revision = i + 1L;
                open.put(Definitions.full("banner"));
                await().atMost(Recorder.LONG)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> feed.told().mark().revision() == revision);
            }
            long readings = redis.readings(CHANGES);
            System.out.printf("one feed: %d readings for %d changes%n", readings, CHANGES);
            // A machine that is very busy may tear a write's messages apart.
            assertThat(readings).isBetween((long) CHANGES, CHANGES + CHANGES / 5L);
        }
    }

    /// Only the rate counts: where the machine is slow, it is lower.
    @Test
    void aFeedThatHasNothingToDoSendsLessThanACommandASecond() {
        try (var open = OpenStore.at(redis.url())) {
            open.put(Definitions.full("banner"));
        }
        try (var feed = OpenFeed.at(redis.url(), STANDARD)) {
            await().atMost(Recorder.LONG).until(feed.feed()::isConnected);
            redis.cli().configResetstat();
            long started = System.nanoTime();
            await().atMost(Recorder.LONG).until(() -> redis.calls("mget") == 3);
            double seconds = (System.nanoTime() - started) / 1e9;
            long commands = commands();
            System.out.printf("an idle feed: %d commands in %.1f s%n", commands, seconds);
            // Of each kind (comparisons, pings of two connections) one more may fall into the window than
            // its rate says.
            assertThat((commands - 3) / seconds).isLessThanOrEqualTo(1);
        }
    }

    private long commands() {
        return redis.cli()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .map(line -> line.substring("cmdstat_".length(), line.indexOf(',')))
                .map(line -> line.split(":calls="))
                .filter(parts -> !OURS.contains(parts[0]))
                .mapToLong(parts -> Long.parseLong(parts[1]))
                .sum();
    }
}
