package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A change reaches every sidecar by the message about it, for nothing else makes these read anything.
@Timeout(120)
class PropagationIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String APPLIED = "flagstaff_changes_applied_total{source=\"%s\"}";
    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final Writer WRITER = Writer.to(REDIS.url());

    private final RedisCommands<String, String> cli = REDIS.cli();
    private List<RunningSidecar> sidecars = List.of();

    @BeforeEach
    void threeSidecars() {
        cli.flushall();
        sidecars =
                Stream.generate(() -> RunningSidecar.at(REDIS.url())).limit(3).toList();
    }

    @AfterEach
    void close() {
        sidecars.forEach(RunningSidecar::close);
    }

    @AfterAll
    static void closeRedis() {
        WRITER.close();
        REDIS.close();
    }

    @Test
    void aWriteAnotherAndADeletionReachAll() {
        String first = WRITER.put("f", "first", 0);
        awaitAll(sidecar -> assertThat(sidecar.definition("f")).isEqualTo(first));
        String second = WRITER.put("f", "second", 100);
        awaitAll(sidecar -> assertThat(sidecar.definition("f")).isEqualTo(second));
        assertThat(WRITER.delete("f")).isEqualTo(3);
        awaitAll(sidecar -> {
            var answer = sidecar.api().get("/api/flags/f");
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(sidecar.definitions()).isEqualTo("[]");
            assertThat(RunningSidecar.revision(sidecar.api().get("/api/flags"))).isEqualTo(3);
        });
    }

    @Test
    void whatReachedASidecarByTheChannelIsCountedAndTimed() {
        withoutKeyspaceEvents(() -> {
            WRITER.put("f", "first", 0);

            awaitAll(sidecar -> {
                var scrape = sidecar.scrape();
                assertThat(scrape.value(APPLIED.formatted("channel"))).isEqualTo(1);
                assertThat(scrape.value("flagstaff_propagation_seconds_count")).isEqualTo(1);
                assertThat(scrape.value("flagstaff_revision")).isEqualTo(1);
            });
        });
    }

    @Test
    void anEditByHandReachesAll() {
        WRITER.put("f", "ours", 0);
        awaitAll(sidecar -> assertThat(sidecar.definition("f")).contains("\"rolloutPercent\":0"));
        var before = sidecars.stream().map(PropagationIT::appliedByHand).toList();

        cli.hset("feature-flags:flag:f:environment:production", "rolloutPercent", "100");
        awaitAll(sidecar -> assertThat(sidecar.definition("f")).contains("\"rolloutPercent\":100"));
        cli.sadd("feature-flags:flag:f:environment:production:users", "by hand");
        awaitAll(sidecar -> assertThat(sidecar.definition("f")).contains("[\"by hand\"]"));

        for (int i = 0; i < sidecars.size(); i++) {
            assertThat(appliedByHand(sidecars.get(i))).isEqualTo(before.get(i) + 2);
        }
    }

    @Test
    void aFlagOfTheTutorialReachesAllAndIsGoneAgainWhenTheIndexNoLongerNamesIt() {
        String at = "2026-03-19T12:00:00.000Z";
        cli.sadd("feature-flags:index", "t");
        cli.hset("feature-flags:flag:t", Map.of("description", "", "defaultEnabled", "true", "updatedAt", at));
        awaitAll(sidecar -> assertThat(sidecar.definition("t"))
                .isEqualTo(
                        "{\"flagKey\":\"t\",\"description\":\"\",\"defaultEnabled\":true,\"environments\":{},\"updatedAt\":\""
                                + at + "\"}"));

        cli.srem("feature-flags:index", "t");
        awaitAll(sidecar ->
                assertThat(sidecar.api().get("/api/flags/t").statusCode()).isEqualTo(404));
    }

    @Test
    void whereRedisDoesNotTellOfEditsByHandEverythingIsReadAgainFromTimeToTime() {
        WRITER.put("f", "ours", 0);
        withoutKeyspaceEvents(() -> {
            try (var sidecar =
                    RunningSidecar.at(REDIS.urlWithoutTracking(), Map.of("FLAGSTAFF_REREAD_INTERVAL", "200ms"))) {
                sidecar.awaitLoaded();

                cli.hset("feature-flags:flag:f", "description", "by hand");

                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(sidecar.definition("f")).contains("by hand"));
                assertThat(sidecar.scrape().value(APPLIED.formatted("re-read"))).isEqualTo(2);
            }
        });
    }

    private void withoutKeyspaceEvents(Runnable test) {
        cli.configSet("notify-keyspace-events", "");
        try {
            test.run();
        } finally {
            cli.configSet("notify-keyspace-events", "Kghs$xe");
        }
    }

    private static double appliedByHand(RunningSidecar sidecar) {
        return sidecar.scrape().value(APPLIED.formatted("keyspace"));
    }

    private void awaitAll(Consumer<RunningSidecar> assertion) {
        sidecars.forEach(sidecar -> await().atMost(LIMIT).untilAsserted(() -> assertion.accept(sidecar)));
    }
}
