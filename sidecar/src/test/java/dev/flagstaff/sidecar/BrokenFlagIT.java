package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Invariants "edits by hand count" and "one bad flag stays alone", where the edit is unreadable.
@Timeout(120)
class BrokenFlagIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String REFUSED = "flagstaff_definitions_refused";
    private static final String BROKEN = "a definition in Redis cannot be read and is refused";

    private final Queue<LogEntry> logged = new ConcurrentLinkedQueue<>();
    private final Logs logs = Logs.start(new LogSettings("info", false));
    private final TestRedis redis = TestRedis.start(new String[0]);
    private final Writer writer = Writer.to(redis.url());
    private String good = "";

    @BeforeEach
    void aFlag() {
        good = writer.put("f", "good", 100);
        logs.attach(logged::add);
    }

    @AfterEach
    void close() {
        writer.close();
        redis.close();
        logs.close();
    }

    @Test
    void itsLastGoodDefinitionStaysAndOthersGoOn() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().hset("feature-flags:flag:f:environment:production", "rolloutPercent", "25%");
            awaitRefused(sidecar, 1);

            assertThat(sidecar.definition("f")).isEqualTo(good);
            assertThat(sidecar.api()
                            .get("/api/flags/f/evaluate?environment=production&subject=s")
                            .body())
                    .contains("\"rollout-hit\"");
            String another = writer.put("g", "another", 0);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo("[" + good + "," + another + "]"));

            String mended = writer.put("f", "mended", 0);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definition("f")).isEqualTo(mended));
            awaitRefused(sidecar, 0);
        }
    }

    @Test
    void aFlagThatWasNeverGoodIsNotThereAndOthersAre() {
        redis.cli().sadd("feature-flags:index", "never", "no:flag:key");
        try (var sidecar = RunningSidecar.at(redis.url())) {
            assertThat(sidecar.definitions()).isEqualTo("[" + good + "]");
            assertThat(sidecar.api().get("/api/flags/never").statusCode()).isEqualTo(404);
            assertThat(sidecar.scrape().value(REFUSED)).isEqualTo(2);
            assertThat(sidecar.readiness()).isEqualTo(200);
        }
    }

    @Test
    void aBrokenFlagThatIsDeletedIsGone() {
        try (var sidecar = RunningSidecar.at(redis.url())) {
            redis.cli().hset("feature-flags:flag:f", "defaultEnabled", "maybe");
            awaitRefused(sidecar, 1);

            writer.delete("f");

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo("[]"));
            awaitRefused(sidecar, 0);
        }
    }

    @Test
    void aFlagThatWasNeverGoodIsForgottenWithTheNextReadingOfEverything() {
        redis.cli().configSet("notify-keyspace-events", "");
        redis.cli().sadd("feature-flags:index", "never");
        try (var sidecar = RunningSidecar.at(redis.url(), Map.of("FLAGSTAFF_REREAD_INTERVAL", "50ms"))) {
            awaitRefused(sidecar, 1);

            redis.cli().srem("feature-flags:index", "never");

            awaitRefused(sidecar, 0);
        }
    }

    @Test
    void eachChangeOfWhatIsWrongIsLoggedOnceHoweverOftenItIsRead() {
        try (var sidecar = RunningSidecar.at(redis.url(), Map.of("FLAGSTAFF_REREAD_INTERVAL", "50ms"))) {
            sidecar.awaitLoaded();
            redis.cli().hset("feature-flags:flag:f", "defaultEnabled", "maybe");
            awaitLogged("defaultEnabled must be true or false, is \\\"maybe\\\"");
            // Whatever is read after this was read again, the broken flag with it.
            for (int reading = 0; reading < 3; reading++) {
                String marker = writer.put("marker", "reading " + reading, 0);
                await().atMost(LIMIT)
                        .untilAsserted(
                                () -> assertThat(sidecar.definition("marker")).isEqualTo(marker));
            }
            long before = redis.calls("smembers");
            await().atMost(LIMIT).until(() -> redis.calls("smembers") > before + 3);

            redis.cli().hset("feature-flags:flag:f", "defaultEnabled", "perhaps");
            awaitLogged("defaultEnabled must be true or false, is \\\"perhaps\\\"");

            assertThat(refusals()).hasSize(2).allSatisfy(entry -> {
                assertThat(entry.level()).isEqualTo("error");
                assertThat(entry.metadata()).startsWith("{\"flagKey\":\"f\",");
            });
        }
    }

    private void awaitRefused(RunningSidecar sidecar, int count) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.scrape().value(REFUSED)).isEqualTo(count));
    }

    private void awaitLogged(String reason) {
        await().atMost(LIMIT)
                .until(() ->
                        refusals().stream().anyMatch(entry -> entry.metadata().contains(reason)));
    }

    private List<LogEntry> refusals() {
        return logged.stream().filter(entry -> entry.msg().equals(BROKEN)).toList();
    }
}
