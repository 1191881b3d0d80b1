package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Fifty sidecars' feeds on one Redis while 200 flags are changed within a second.
@Timeout(300)
class FiftyFeedsIT {
    private static final int FEEDS = 50;
    private static final int FLAGS = 200;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1) / FLAGS;

    private final TestRedis redis = TestRedis.plain();

    @AfterEach
    void end() {
        redis.close();
    }

    /// What one change costs Redis for one sidecar is one reading at the most, and what changes together
    /// is read together.
    @Test
    void aChangeCostsRedisOneReadingASidecarAtTheMost() {
        try (var open = OpenStore.at(redis.url());
                var way = Redis.at(RedisAddress.parse(redis.url()), OpenStore.PREFIX)) {
            for (int i = 0; i < FLAGS; i++) {
                open.put(Definitions.numbered("flag-" + i, 0));
            }
            var told = new ArrayList<Recorder>();
            for (int i = 0; i < FEEDS; i++) {
                var recorder = new Recorder();
                told.add(recorder);
                var _ = way.feed(OpenFeed.MESSAGES_ALONE, recorder);
            }
            awaitRevision(told, FLAGS);
            redis.cli().configResetstat();
            double cpuBefore = cpuSeconds();
            long started = System.nanoTime();
            for (int i = 0; i < FLAGS; i++) {
                open.put(Definitions.numbered("flag-" + i, 1));
                LockSupport.parkNanos(started + (i + 1) * INTERVAL_NANOS - System.nanoTime());
            }
            long written = System.nanoTime();
            awaitRevision(told, 2 * FLAGS);
            long seen = System.nanoTime();

            long readings = redis.readings(FLAGS);
            System.out.printf(
                    "%d feeds, %d flags changed in %.2f s: all equal %d ms later; per change and sidecar %.2f readings, %.1f µs of"
                            + " Redis' CPU, %d bytes%n",
                    FEEDS,
                    FLAGS,
                    (written - started) / 1e9,
                    (seen - written) / 1_000_000,
                    (double) readings / FLAGS / FEEDS,
                    1e6 * (cpuSeconds() - cpuBefore) / FLAGS / FEEDS,
                    (long) info("stats", "total_net_output_bytes") / FLAGS / FEEDS);
            var truth = open.store().list().flags();
            assertThat(told).allSatisfy(one -> {
                one.hasNoViolations();
                assertThat(one.flags()).isEqualTo(truth);
                assertThat(one.replacements()).isEqualTo(1);
            });
            // A machine that is very busy may tear a write's messages apart.
            assertThat(readings).isLessThanOrEqualTo(FLAGS * FEEDS * 6L / 5);
        }
    }

    private static void awaitRevision(List<Recorder> told, long revision) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> told.stream().allMatch(one -> one.mark().revision() == revision));
    }

    private double cpuSeconds() {
        return info("cpu", "used_cpu_sys") + info("cpu", "used_cpu_user");
    }

    private double info(String section, String name) {
        return redis.cli()
                .info(section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }
}
