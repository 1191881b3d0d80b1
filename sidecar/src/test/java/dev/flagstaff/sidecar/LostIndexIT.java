package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Invariant "an emptied Redis is not a change", where Redis lost the index of the flags and nothing else.
@Timeout(300)
class LostIndexIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String INDEX = "feature-flags:index";
    private static final Map<String, String> REREADING = Map.of("FLAGSTAFF_REREAD_INTERVAL", "100ms");

    private final TestRedis redis = TestRedis.plain();
    private final Writer writer = Writer.to(redis.url());
    private final String a = writer.put("a", "one", 100);
    private final String b = writer.put("b", "two", 100);

    @AfterEach
    void close() {
        writer.close();
        redis.close();
    }

    @Test
    void whenMessagesTellOfItNothingGoesAndItIsLoud() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().del(INDEX);

            awaitSuspect(sidecar, 1);
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "," + b + "]");
            assertThat(sidecar.readiness()).isEqualTo(200);
            assertThat(sidecar.management().get("/readyz").body())
                    .contains("\"lineage\":{\"holds\":false", "Redis lost the index");
        }
    }

    /// Redis takes whatever it likes, so all it has to choose from is the index.
    @Test
    void anIndexThatWasEvictedIsNoDeletion() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().configSet("maxmemory-policy", "volatile-ttl");
            redis.cli().expire(INDEX, 1_000);
            redis.cli().configSet("maxmemory", "1");
            await().atMost(LIMIT).until(() -> redis.cli().exists(INDEX) == 0);

            awaitSuspect(sidecar, 1);
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "," + b + "]");
        }
    }

    @Test
    void whenOnlyAReadingOfEverythingTellsOfItNothingGoes() {
        redis.cli().configSet("notify-keyspace-events", "");
        try (var sidecar = RunningSidecar.at(redis.url(), REREADING).awaitLoaded()) {
            redis.cli().del(INDEX);

            awaitSuspect(sidecar, 1);
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "," + b + "]");
        }
    }

    @Test
    void aSidecarThatRemembersFlagsKeepsThemWhereItStartsOnAStoreWithoutAnIndex(@TempDir Path directory) {
        var remembering = Map.of("FLAGSTAFF_SNAPSHOT_DIR", directory.toString());
        try (var sidecar = RunningSidecar.at(redis.url(), remembering).awaitLoaded()) {
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "," + b + "]");
        }
        redis.cli().del(INDEX);

        try (var sidecar = RunningSidecar.at(redis.url(), remembering).awaitLoaded()) {
            awaitSuspect(sidecar, 1);
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "," + b + "]");
        }
    }

    @Test
    void theNextWriteMakesANewIndexAndTakesNobodyAlong() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().del(INDEX);
            awaitSuspect(sidecar, 1);

            String c = writer.put("c", "three", 100);
            awaitDefinitions(sidecar, "[" + a + "," + b + "," + c + "]");
            String changed = writer.put("a", "one more", 100);
            awaitDefinitions(sidecar, "[" + changed + "," + b + "," + c + "]");
            assertThat(sidecar.scrape().value("flagstaff_store_suspect")).isEqualTo(1);

            // Everything is read again.
            redis.cli().clientKill(KillArgs.Builder.typePubsub());
            String d = writer.put("d", "four", 100);
            awaitDefinitions(sidecar, "[" + changed + "," + b + "," + c + "," + d + "]");

            assertThat(writer.delete("b")).isPositive();
            awaitDefinitions(sidecar, "[" + changed + "," + c + "," + d + "]");
            awaitSuspect(sidecar, 0);
        }
    }

    @Test
    void anIndexThatIsWrittenAgainEndsIt() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().del(INDEX);
            awaitSuspect(sidecar, 1);

            redis.cli().sadd(INDEX, "a", "b");

            awaitSuspect(sidecar, 0);
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "," + b + "]");
        }
    }

    @Test
    void anAdoptionEndsItAlsoWhereTheStoreWasAdoptedBefore() {
        writer.adopt();
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().del(INDEX);
            awaitSuspect(sidecar, 1);
            String c = writer.put("c", "three", 100);
            awaitDefinitions(sidecar, "[" + a + "," + b + "," + c + "]");

            writer.adopt();

            awaitSuspect(sidecar, 0);
            awaitDefinitions(sidecar, "[" + c + "]");
        }
    }

    /// The index goes with its last flag, and messages say that somebody took that.
    @Test
    void flagsThatAreTakenFromTheIndexByHandAreDeletedDownToTheLast() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().srem(INDEX, "a");
            awaitDefinitions(sidecar, "[" + b + "]");

            redis.cli().srem(INDEX, "b");

            awaitDefinitions(sidecar, "[]");
            assertThat(sidecar.scrape().value("flagstaff_store_suspect")).isZero();
        }
    }

    @Test
    void flagsThatAreDeletedOneAfterTheOtherAreGone() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            writer.delete("a");
            writer.delete("b");

            awaitDefinitions(sidecar, "[]");
            assertThat(sidecar.scrape().value("flagstaff_store_suspect")).isZero();
        }
    }

    private static void awaitDefinitions(RunningSidecar sidecar, String definitions) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo(definitions));
    }

    private static void awaitSuspect(RunningSidecar sidecar, double suspect) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.scrape().value("flagstaff_store_suspect"))
                        .isEqualTo(suspect));
    }
}
