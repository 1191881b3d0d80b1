package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Reading one's own writes across admin and sidecar, and the entity tags of definitions.
@Timeout(120)
class RevisionIT {
    private static final String MIN = "Flagstaff-Min-Revision";
    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final Writer WRITER = Writer.to(REDIS.url());

    @AfterAll
    static void close() {
        WRITER.close();
        REDIS.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/flags/own", "/api/flags", "/api/flags/own/evaluate?environment=production&subject=s"})
    void aReaderWhoNamesTheRevisionOfAWriteSeesIt(String path) {
        try (var wire = FaultyWire.to(REDIS.port());
                var sidecar = RunningSidecar.at(wire.url(), Map.of("FLAGSTAFF_MIN_REVISION_WAIT", "60s"))
                        .awaitLoaded()) {
            wire.delayAnswers(Duration.ofMillis(200));
            for (int i = 0; i < 5; i++) {
                long revision = revisionOf(WRITER.put("own", "write " + i, 100));

                var answer = sidecar.api().get(path, MIN, Long.toString(revision));

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(RunningSidecar.revision(answer)).isGreaterThanOrEqualTo(revision);
                if (!path.contains("evaluate")) {
                    assertThat(answer.body()).contains("\"write " + i + "\"");
                }
            }
        }
    }

    @Test
    void aRevisionThatDoesNotComeIsA503ThatTellsWhenToComeAgain() {
        try (var sidecar = RunningSidecar.at(REDIS.url(), Map.of("FLAGSTAFF_MIN_REVISION_WAIT", "50ms"))
                .awaitLoaded()) {
            var answer = sidecar.api().get("/api/flags", MIN, "999999");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).contains("1");
            assertThat(answer.body()).contains("Revision 999999 is not here yet");
        }
    }

    @Test
    void whoWaitsForARevisionHoldsUpNobodyElse() {
        try (var sidecar = RunningSidecar.at(REDIS.url(), Map.of("FLAGSTAFF_MIN_REVISION_WAIT", "60s"))
                .awaitLoaded()) {
            long next = revisionOf(WRITER.put("now", "now", 100)) + 1;
            var waiting = CompletableFuture.supplyAsync(
                    () -> sidecar.api().get("/api/flags/later", MIN, Long.toString(next)));

            assertThat(sidecar.api().get("/api/flags/none").statusCode()).isEqualTo(404);
            assertThat(waiting).isNotDone();
            WRITER.put("later", "later", 100);

            assertThat(waiting.join().statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.0", "x", "01", "1234567890123456789"})
    void whatIsNoRevisionIsRefused(String text) {
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            var answer = sidecar.api().get("/api/flags", MIN, text);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("{\"parameter\":\"Flagstaff-Min-Revision\"");
        }
    }

    @Test
    void aDefinitionsEntityTagIsItsRevisionAndWhoHasItIsToldSo() {
        String definition = WRITER.put("tagged", "one", 100);
        WRITER.put("other", "two", 100);
        long revision = revisionOf(definition);
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            var answer = sidecar.api().get("/api/flags/tagged");
            assertThat(etag(answer)).isEqualTo("\"" + revision + "\"");

            var again = sidecar.api().get("/api/flags/tagged", "If-None-Match", "\"0\", W/\"" + revision + "\"");
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            assertThat(etag(again)).isEqualTo("\"" + revision + "\"");

            assertThat(sidecar.api()
                            .get("/api/flags/tagged", "If-None-Match", "\"0\"")
                            .body())
                    .isEqualTo(definition);
        }
    }

    @Test
    void aFlagOfAnotherWriterHasNoEntityTag() {
        String key = "feature-flags:flag:theirs";
        REDIS.cli().hset(key, Map.of("defaultEnabled", "true", "updatedAt", "2026-03-19T12:00:00.000Z"));
        REDIS.cli().sadd("feature-flags:index", "theirs");
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            var answer = sidecar.api().get("/api/flags/theirs");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("etag")).isEmpty();
        }
    }

    private static String etag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElse("");
    }

    private static long revisionOf(String definition) {
        return Long.parseLong(definition.replaceFirst(".*\"revision\":(\\d+)}$", "$1"));
    }
}
