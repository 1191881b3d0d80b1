package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Invariants "forward only" and "subscribe, then read", while writers and faults go on.
@Timeout(300)
class StormIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FLAGS = 8;
    private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)}$");

    private final AtomicBoolean over = new AtomicBoolean();

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void afterAStormOfWritesAndLostConnectionsEverySidecarHoldsWhatRedisHolds(long seed) throws Exception {
        try (var redis = TestRedis.start(new String[0]);
                var wire = FaultyWire.to(redis.port());
                var direct = RunningSidecar.at(redis.url());
                var wired = RunningSidecar.at(wire.url());
                var alsoWired = RunningSidecar.at(wire.url());
                var writer = Writer.to(redis.url());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sidecars = List.of(direct, wired, alsoWired);
            var random = new Random(seed);
            var readers = new ArrayList<Future<Integer>>();
            for (var sidecar : sidecars) {
                readers.add(threads.submit(forwardOnly(sidecar)));
            }

            for (int step = 0; step < 400; step++) {
                write(redis, writer, random, step);
                if (step % 40 == 20) {
                    redis.cli().clientKill(KillArgs.Builder.typePubsub());
                } else if (step % 40 == 39) {
                    wire.dropConnections();
                }
            }

            String truth = writer.definitions();
            for (var sidecar : sidecars) {
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo(truth));
            }
            over.set(true);
            for (var reader : readers) {
                assertThat(reader.get()).as("readings in between").isPositive();
            }
        }
    }

    @Test
    void aSlowReadThatBeganBeforeAChangeDoesNotReplaceIt() throws InterruptedException, ExecutionException {
        try (var redis = TestRedis.start(new String[0]);
                var wire = FaultyWire.to(redis.port());
                var writer = Writer.to(redis.url());
                var sidecar = RunningSidecar.at(wire.url());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var reader = threads.submit(forwardOnly(sidecar));
            for (int round = 0; round < 5; round++) {
                writer.put("f0", "round " + round, 0);
                // The read that this write asks for is under way, its answer late, when the next changes come.
                wire.delayAnswers(Duration.ofMillis(50));
                writer.put("f0", "round " + round, 50);
                writer.put("f1", "round " + round, 50);
                wire.delayAnswers(Duration.ZERO);
                writer.put("f0", "round " + round, 100);
            }

            String truth = writer.definitions();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo(truth));
            over.set(true);
            assertThat(reader.get()).isPositive();
        }
    }

    /// Ours, deletions among them, and now and then one by hand.
    private static void write(TestRedis redis, Writer writer, Random random, int step) {
        String flagKey = "f" + random.nextInt(FLAGS);
        switch (random.nextInt(8)) {
            case 0 -> writer.delete(flagKey);
            case 1 -> redis.cli().hset("feature-flags:flag:f0", "description", "by hand " + step);
            default -> writer.put(flagKey, "step " + step, random.nextInt(101));
        }
    }

    /// Reads until the storm is over. Neither the sidecar's revision nor a flag's may ever be lower than the
    /// one before.
    private Callable<Integer> forwardOnly(RunningSidecar sidecar) {
        return () -> {
            int readings = 0;
            long lastOfStore = 0;
            long lastOfFlag = 0;
            while (!over.get()) {
                var answer = sidecar.api().get("/api/flags/f0");
                if (answer.statusCode() == 200) {
                    long ofStore = RunningSidecar.revision(answer);
                    assertThat(ofStore).isGreaterThanOrEqualTo(lastOfStore);
                    lastOfStore = ofStore;
                    var found = REVISION.matcher(answer.body());
                    // A hand edit of a flag that was deleted leaves it without a revision, and broken or gone.
                    if (found.find()) {
                        long ofFlag = Long.parseLong(found.group(1));
                        assertThat(ofFlag).isGreaterThanOrEqualTo(lastOfFlag);
                        lastOfFlag = ofFlag;
                        readings++;
                    }
                }
            }
            return readings;
        };
    }
}
