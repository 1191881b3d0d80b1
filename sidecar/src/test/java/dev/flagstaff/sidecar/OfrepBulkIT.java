package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.api.sync.RedisCommands;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// All flags over OFREP, and the tags that spare asking again.
@Timeout(120)
class OfrepBulkIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ALL = "/ofrep/v1/evaluate/flags";
    private static final String STREAMS =
            "\"eventStreams\":[{\"type\":\"sse\",\"endpoint\":{\"requestUri\":\"/ofrep/v1/events\"},\"inactivityDelaySec\":120}]";
    private static final String CONTEXT =
            "{\"context\":{\"targetingKey\":\"anna\",\"region\":\"eu\",\"environment\":\"production\"}}";

    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final Writer WRITER = Writer.to(REDIS.url());

    private final RedisCommands<String, String> cli = REDIS.cli();
    private RunningSidecar sidecar;

    private static RunningSidecar aSidecar() {
        return RunningSidecar.at(REDIS.url(), Map.of("FLAGSTAFF_ENVIRONMENT", "production"))
                .awaitLoaded();
    }

    @BeforeEach
    void twoFlags() {
        cli.flushall();
        WRITER.put("b", "", 0);
        WRITER.put("a", "", 100);
        // Not earlier: to a sidecar that is there, an emptied store is no change.
        sidecar = aSidecar();
    }

    @AfterEach
    void close() {
        sidecar.close();
    }

    @AfterAll
    static void closeRedis() {
        WRITER.close();
        REDIS.close();
    }

    @Test
    void allFlagsAreAnsweredInOrderOfTheirKeysAndTheStreamIsTold() {
        var answer = sidecar.api().post(ALL, CONTEXT);

        assertThat(answer.body())
                .isEqualTo("{\"flags\":["
                        + "{\"key\":\"a\",\"value\":true,\"reason\":\"STATIC\",\"variant\":\"on\",\"metadata\":{\"enabled\":true,\"flagstaffReason\":\"rollout-hit\",\"bucket\":87,\"revision\":2,\"environment\":\"production\"}},"
                        + "{\"key\":\"b\",\"value\":false,\"reason\":\"STATIC\",\"variant\":\"off\",\"metadata\":{\"enabled\":false,\"flagstaffReason\":\"rollout-miss\",\"bucket\":54,\"revision\":1,\"environment\":\"production\"}}],"
                        + STREAMS + "}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
        assertThat(RunningSidecar.revision(answer)).isEqualTo(2);
        assertThat(tag(answer)).matches("\"[A-Za-z0-9_-]+\"");
    }

    @Test
    void eachFlagIsAnsweredAsItIsAlone() {
        String all = sidecar.api().post(ALL, CONTEXT).body();

        for (String flagKey : new String[] {"a", "b"}) {
            assertThat(all)
                    .contains(sidecar.api().post(ALL + "/" + flagKey, CONTEXT).body());
        }
    }

    /// Evaluations are counted where answers are written.
    @Test
    void anAnswerThatWasAskedForTwiceIsKept() {
        String first = sidecar.api().post(ALL, CONTEXT).body();
        assertThat(evaluations()).isEqualTo(2);
        assertThat(sidecar.api().post(ALL, CONTEXT).body()).isEqualTo(first);
        assertThat(evaluations()).isEqualTo(4);

        assertThat(sidecar.api().post(ALL, CONTEXT).body()).isEqualTo(first);
        assertThat(evaluations()).isEqualTo(4);
    }

    private double evaluations() {
        return sidecar.scrape().value("flagstaff_evaluation_duration_seconds_count");
    }

    @Test
    void noFlagsAreAnEmptyList() {
        WRITER.delete("a");
        WRITER.delete("b");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.api().post(ALL, CONTEXT).body())
                        .isEqualTo("{\"flags\":[]," + STREAMS + "}"));
    }

    @Test
    void whoHasTheAnswerGetsNoBody() {
        String tag = tag(sidecar.api().post(ALL, CONTEXT));

        for (String known : new String[] {tag, "W/" + tag, "\"x\", " + tag, "*"}) {
            var answer = sidecar.api().post(ALL, CONTEXT, "If-None-Match", known);
            assertThat(answer.statusCode()).as(known).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(tag(answer)).isEqualTo(tag);
            assertThat(RunningSidecar.revision(answer)).isEqualTo(2);
        }
        assertThat(sidecar.api()
                        .post(ALL, CONTEXT, "If-None-Match", "\"x\"", "If-None-Match", tag)
                        .statusCode())
                .as("a second line of the header")
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"context\":{\"targetingKey\":\"bert\",\"region\":\"eu\",\"environment\":\"production\"}}",
                "{\"context\":{\"targetingKey\":\"anna\",\"region\":\"us\",\"environment\":\"production\"}}",
                "{\"context\":{\"targetingKey\":\"anna\",\"region\":7,\"environment\":\"production\"}}",
                "{\"context\":{\"targetingKey\":\"anna\",\"environment\":\"production\"}}",
                "{\"context\":{\"targetingKey\":\"anna\",\"region\":\"eu\",\"environment\":\"staging\"}}"
            })
    void whoAsksInAnotherContextGetsABody(String context) {
        String tag = tag(sidecar.api().post(ALL, CONTEXT));

        var answer =
                sidecar.api().post(ALL + "?flagConfigEtag=" + tag.replace("\"", ""), context, "If-None-Match", tag);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(tag(answer)).isNotEqualTo(tag);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"context\":{\"targetingKey\":\"anna\",\"region\":\"eu\"}}",
                "{\"context\":{\"plan\":\"free\",\"region\":\"eu\",\"targetingKey\":\"anna\"}, \"more\":[]}"
            })
    void whatDoesNotMatterDoesNotChangeTheTag(String context) {
        String tag = tag(sidecar.api().post(ALL, CONTEXT));

        assertThat(sidecar.api().post(ALL, context, "If-None-Match", tag).statusCode())
                .isEqualTo(304);
    }

    @Test
    void aChangeChangesTheTagAlsoOneByHand() {
        String tag = tag(sidecar.api().post(ALL, CONTEXT));

        cli.hset("feature-flags:flag:a:environment:production", "enabled", "false");

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.api()
                                .post(ALL + "?flagConfigEtag=x&flagConfigLastModified=1", CONTEXT, "If-None-Match", tag)
                                .body())
                        .contains("\"flagstaffReason\":\"environment-disabled\""));
    }

    @Test
    void theTagIsTheSameOnAnotherSidecarAndAfterARestart() {
        String tag = tag(sidecar.api().post(ALL, CONTEXT));
        try (var another = aSidecar()) {
            assertThat(another.api().post(ALL, CONTEXT, "If-None-Match", tag).statusCode())
                    .isEqualTo(304);
        }
        sidecar.close();
        sidecar = aSidecar();
        assertThat(tag(sidecar.api().post(ALL, CONTEXT))).isEqualTo(tag);
    }

    @Test
    void aFlagThatCannotBeReadTakesNoOtherAlong() {
        cli.hset("feature-flags:flag:b:environment:production", "rolloutPercent", "many");
        cli.sadd("feature-flags:index", "c");
        cli.set("feature-flags:flag:c", "no hash");
        WRITER.put("d", "", 100);
        awaitRevision(sidecar, 3);

        var answer = sidecar.api().post(ALL, CONTEXT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("{\"key\":\"a\",", "{\"key\":\"b\",", "{\"key\":\"d\",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "PARSE_ERROR           | {",
                "TARGETING_KEY_MISSING | {\"context\":{}}",
                "INVALID_CONTEXT       | {\"context\":[]}",
                "INVALID_CONTEXT       | {\"context\":{\"targetingKey\":\"u\",\"environment\":null}}"
            })
    void aBadRequestIsToldWithItsCode(String code, String body) {
        var answer = sidecar.api().post(ALL, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
        assertThat(answer.body()).startsWith("{\"key\":\"\",\"errorCode\":\"" + code + "\",\"errorDetails\":\"The ");
    }

    @ParameterizedTest
    @CsvSource({
        "999999, 503, Revision 999999 is not here yet",
        "x, 400, 'The request has one fault. Flagstaff-Min-Revision must be a revision, such as 42.'"
    })
    void theRevisionThatAReaderWantsIsWaitedForAndToldInOfrepsWords(String revision, int status, String details) {
        try (var hasty = RunningSidecar.at(REDIS.url(), Map.of("FLAGSTAFF_MIN_REVISION_WAIT", "50ms"))
                .awaitLoaded()) {
            for (String path : new String[] {ALL, ALL + "/a"}) {
                var answer = hasty.api().post(path, CONTEXT, "Flagstaff-Min-Revision", revision);

                assertThat(answer.statusCode()).isEqualTo(status);
                assertThat(answer.body()).contains("\"errorCode\":\"GENERAL\",\"errorDetails\":\"" + details);
                assertThat(hasty.api()
                                .post(path, CONTEXT, "Flagstaff-Min-Revision", "2")
                                .statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void everyFlagOfAnAnswerIsCounted() {
        double before = sidecar.scrape().value("flagstaff_evaluations_total{reason=\"rollout-miss\"}");

        sidecar.api().post(ALL, "{\"context\":{\"targetingKey\":\"counted\"}}");

        assertThat(sidecar.scrape().value("flagstaff_evaluations_total{reason=\"rollout-miss\"}"))
                .isEqualTo(before + 1);
    }

    private static String tag(HttpResponse<String> answer) {
        assertThat(answer.headers().allValues("etag")).hasSize(1);
        return answer.headers().allValues("etag").getFirst();
    }

    private static void awaitRevision(RunningSidecar sidecar, double revision) {
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(sidecar.scrape().value("flagstaff_revision")).isEqualTo(revision));
    }
}
