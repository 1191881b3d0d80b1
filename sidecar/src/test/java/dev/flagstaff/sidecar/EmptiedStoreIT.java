package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.RestoreArgs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Invariant "an emptied Redis is not a change", on a real one.
@Timeout(300)
class EmptiedStoreIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Map<String, String> WATCHFUL = Map.of("FLAGSTAFF_POLL_INTERVAL", "100ms");
    private static final String SUSPECT = "flagstaff_store_suspect";

    private final TestRedis redis = TestRedis.start(new String[0]);
    private final Writer writer = Writer.to(redis.url());

    @AfterEach
    void close() {
        writer.close();
        redis.close();
    }

    @Test
    void whatFlushallTookAwayIsServedOnAndLoudly() {
        try (var sidecar = watching()) {
            String a = writer.put("a", "one", 100);
            awaitDefinitions(sidecar, "[" + a + "]");

            redis.cli().flushall();

            awaitSuspect(sidecar, 1);
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "]");
            assertThat(sidecar.readiness()).isEqualTo(200);
            assertThat(sidecar.management().get("/readyz").body()).contains("\"lineage\":{\"holds\":false");
        }
    }

    @Test
    void aStoreThatLostItsVolumeIsNoticedAtTheReconnect() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            String a = writer.put("a", "one", 100);
            awaitDefinitions(sidecar, "[" + a + "]");

            redis.kill();
            redis.deleteData();
            redis.start();

            awaitSuspect(sidecar, 1);
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "]");
        }
    }

    @Test
    void whatTheNewStoreHasIsTakenAndADeletionInItIsOne() {
        try (var sidecar = watching()) {
            String a = writer.put("a", "one", 100);
            writer.put("b", "old", 100);
            await().atMost(LIMIT).until(() -> sidecar.definition("b").contains("old"));
            redis.cli().flushall();
            awaitSuspect(sidecar, 1);

            String b = writer.put("b", "new", 100);
            String c = writer.put("c", "new", 100);
            awaitDefinitions(sidecar, "[" + a + "," + b + "," + c + "]");

            writer.delete("b");
            writer.delete("c");
            awaitDefinitions(sidecar, "[" + a + "]");
            assertThat(sidecar.scrape().value(SUSPECT)).isEqualTo(1);
        }
    }

    @Test
    void anAdoptedStoreIsRightAndWhatItLacksGoes() {
        try (var sidecar = watching()) {
            writer.put("a", "one", 100);
            await().atMost(LIMIT).until(() -> sidecar.definition("a").contains("one"));
            redis.cli().flushall();
            awaitSuspect(sidecar, 1);

            writer.adopt();

            awaitSuspect(sidecar, 0);
            awaitDefinitions(sidecar, "[]");
        }
    }

    @Test
    void anAdoptionIsNoticedByItsKeyspaceMessageWhereNothingIsCompared() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            writer.put("a", "one", 100);
            await().atMost(LIMIT).until(() -> sidecar.definition("a").contains("one"));
            redis.kill();
            redis.deleteData();
            redis.start();
            awaitSuspect(sidecar, 1);

            writer.adopt();

            awaitSuspect(sidecar, 0);
            awaitDefinitions(sidecar, "[]");
        }
    }

    @Test
    void anotherDatabaseByMistakeCostsNothingAndIsUndoneWhenTheRightOneIsBack() {
        try (var sidecar = watching()) {
            String a = writer.put("a", "one", 100);
            awaitDefinitions(sidecar, "[" + a + "]");
            redis.cli().swapdb(0, 1);
            awaitSuspect(sidecar, 1);
            String wrong = writer.put("wrong", "other", 100);
            awaitDefinitions(sidecar, "[" + a + "," + wrong + "]");

            redis.cli().swapdb(0, 1);

            awaitSuspect(sidecar, 0);
            awaitDefinitions(sidecar, "[" + a + "]");
        }
    }

    @Test
    void aBackupOfTheSameStoreIsTheTruthAndCounted() {
        try (var sidecar = watching()) {
            String a = writer.put("a", "one", 100);
            byte[] flag = redis.cli().dump("feature-flags:flag:a");
            writer.put("a", "two", 100);
            await().atMost(LIMIT).until(() -> sidecar.definition("a").contains("two"));

            redis.cli().multi();
            redis.cli()
                    .restore(
                            "feature-flags:flag:a",
                            flag,
                            RestoreArgs.Builder.ttl(0).replace());
            redis.cli().set("feature-flags:revision", "1");
            redis.cli().exec();

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.scrape().value("flagstaff_revision"))
                            .isEqualTo(1));
            assertThat(sidecar.definition("a"))
                    .contains("\"description\":\"one\"")
                    .contains("\"revision\":1");
            assertThat(a).contains("one");
            assertThat(sidecar.scrape().value("flagstaff_store_regressions_total"))
                    .isEqualTo(1);
            assertThat(sidecar.scrape().value(SUSPECT)).isZero();
        }
    }

    private RunningSidecar watching() {
        return RunningSidecar.at(redis.url(), WATCHFUL).awaitLoaded();
    }

    private static void awaitDefinitions(RunningSidecar sidecar, String definitions) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo(definitions));
    }

    private static void awaitSuspect(RunningSidecar sidecar, double suspect) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.scrape().value(SUSPECT)).isEqualTo(suspect));
    }
}
