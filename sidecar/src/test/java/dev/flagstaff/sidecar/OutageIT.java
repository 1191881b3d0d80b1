package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Invariant "serve through an outage".
@Timeout(300)
class OutageIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String EVALUATION = "/api/flags/f/evaluate?environment=production&subject=s";
    private static final String CONNECTED = "flagstaff_redis_connected";

    private final TestRedis redis = TestRedis.start(new String[0]);
    private String definition = "";

    @BeforeEach
    void aFlag() {
        try (var writer = Writer.to(redis.url())) {
            definition = writer.put("f", "before", 100);
        }
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void whileRedisIsGoneEvaluationsGoOnAndAfterwardsChangesAreFollowedAgain() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            String evaluation = sidecar.api().get(EVALUATION).body();

            redis.kill();

            awaitConnected(sidecar, 0);
            assertServes(sidecar, evaluation);
            assertThat(sidecar.readiness())
                    .as("a blink of Redis takes no pod out")
                    .isEqualTo(200);

            redis.start();

            assertFollowsAgain(sidecar);
        }
    }

    @Test
    void aFrozenRedisIsNoticedThoughNoConnectionBreaks() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            String evaluation = sidecar.api().get(EVALUATION).body();

            redis.freeze();

            awaitConnected(sidecar, 0);
            assertServes(sidecar, evaluation);

            redis.thaw();

            assertFollowsAgain(sidecar);
        }
    }

    @Test
    void whatChangedWhileASidecarWasCutOffIsReadWhenItIsBack() {
        try (var sidecar = RunningSidecar.at(redis.url());
                var writer = Writer.to(redis.url())) {
            redis.cli().clientKill(KillArgs.Builder.typePubsub());
            String changed = writer.put("f", "meanwhile", 0);

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definition("f")).isEqualTo(changed));
        }
    }

    @Test
    void withALimitOnStalenessASidecarIsNotReadyBeyondItAndServesAllTheSame() {
        var settings = Map.of("FLAGSTAFF_MAX_STALENESS", "2s", "FLAGSTAFF_POLL_INTERVAL", "100ms");
        try (var sidecar = RunningSidecar.at(redis.url(), settings).awaitLoaded()) {
            String evaluation = sidecar.api().get(EVALUATION).body();
            await().atMost(LIMIT).until(() -> sidecar.readiness() == 200);

            redis.kill();

            await().atMost(LIMIT).until(() -> sidecar.readiness() == 503);
            assertThat(sidecar.management().get("/readyz").body())
                    .contains("\"current\":{\"holds\":false,\"required\":true,");
            assertThat(sidecar.scrape().value("flagstaff_staleness_seconds")).isGreaterThan(2);
            assertServes(sidecar, evaluation);

            redis.start();

            await().atMost(LIMIT).until(() -> sidecar.readiness() == 200);
        }
    }

    private void assertServes(RunningSidecar sidecar, String evaluation) {
        assertThat(sidecar.api().get(EVALUATION).body()).isEqualTo(evaluation).contains("rollout-hit");
        assertThat(sidecar.definitions()).isEqualTo("[" + definition + "]");
    }

    private void assertFollowsAgain(RunningSidecar sidecar) {
        awaitConnected(sidecar, 1);
        try (var writer = Writer.to(redis.url())) {
            String changed = writer.put("f", "after", 0);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definition("f")).isEqualTo(changed));
        }
    }

    private static void awaitConnected(RunningSidecar sidecar, double connected) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(sidecar.scrape().value(CONNECTED)).isEqualTo(connected));
    }
}
