package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A write whose answer gets lost fails, and happened as a whole or not at all.
class LostAnswerIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private TestRedis redis;
    private FaultyWire wire;
    private OpenStore direct;
    private OpenStore open;

    @BeforeEach
    void start() {
        redis = TestRedis.plain();
        wire = FaultyWire.to(redis.port());
        direct = OpenStore.at(redis.url());
        open = OpenStore.at(wire.url(), LONG);
        direct.put(Definitions.numbered("banner", 1));
    }

    @AfterEach
    void end() {
        open.close();
        direct.close();
        wire.close();
        redis.close();
    }

    @Test
    void aWriteWhoseAnswerIsLostFailsThoughItHappened() {
        wire.delayAnswers(Duration.ofMillis(700));
        var write = CompletableFuture.supplyAsync(() -> open.store().put(Definitions.numbered("banner", 2)));
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> "2".equals(redis.cli().get("feature-flags:revision")));

        wire.cut();

        assertThat(write).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(RedisUnavailableException.class);
        assertThat(Definitions.number(direct.store().find("banner").flag())).isEqualTo(2);
        goesOnAfter(2);
    }

    @Test
    void aWriteThatDidNotReachRedisChangesNothing() {
        var before = Dump.of(redis.cli());
        wire.stall();
        var write = CompletableFuture.supplyAsync(() -> open.store().put(Definitions.numbered("banner", 2)));
        await().during(Duration.ofMillis(100)).until(() -> !write.isDone());

        wire.cut();

        assertThat(write).failsWithin(LONG).withThrowableThat().withCauseInstanceOf(RedisUnavailableException.class);
        assertThat(Dump.of(redis.cli())).isEqualTo(before);
        goesOnAfter(1);
    }

    @Test
    void whereverTheWireIsCutTheStoreIsWhole() {
        for (int number = 2; number < 30; number++) {
            var definition = Definitions.numbered("banner", number);
            awaitConnection();
            var write = CompletableFuture.supplyAsync(() -> open.store().put(definition));
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(4)));
            wire.dropConnections();

            assertThat(write.handle((outcome, failure) -> failure == null || unavailable(failure)))
                    .succeedsWithin(LONG)
                    .isEqualTo(true);
            var found = direct.store().find("banner");
            long stands = Definitions.number(found.flag());
            assertThat(stands).isLessThanOrEqualTo(number);
            if (!write.isCompletedExceptionally()) {
                assertThat(stands).isEqualTo(number);
            }
            assertThat(redis.cli().xlen("feature-flags:changes"))
                    .isEqualTo(found.mark().revision());
        }
    }

    private void goesOnAfter(long revision) {
        wire.heal();
        awaitConnection();
        assertThat(open.put(Definitions.numbered("banner", 3)).revision()).isEqualTo(revision + 1);
    }

    /// Until both connections of the store answer.
    private void awaitConnection() {
        await().atMost(LONG)
                .ignoreExceptionsInstanceOf(RedisUnavailableException.class)
                .until(() -> {
                    open.store().find("banner");
                    return open.store().delete("nothing", Definitions.NOON).equals(new DeleteOutcome.Absent());
                });
    }

    private static boolean unavailable(Throwable failure) {
        return failure instanceof RedisUnavailableException || failure.getCause() instanceof RedisUnavailableException;
    }
}
