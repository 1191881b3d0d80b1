package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.EveryReason;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Evaluations over HTTP, byte for byte.
@Timeout(120)
class EvaluationIT {
    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final RunningSidecar SIDECAR = startWithFlags();
    private final HttpConversation api = SIDECAR.api();

    private static RunningSidecar startWithFlags() {
        try (var writer = Writer.to(REDIS.url())) {
            EveryReason.FLAGS.forEach(writer::put);
        }
        return RunningSidecar.at(REDIS.url());
    }

    @AfterAll
    static void close() {
        SIDECAR.close();
        REDIS.close();
    }

    @ParameterizedTest
    @MethodSource("dev.flagstaff.testing.EveryReason#evaluations")
    void everyReasonHasItsAnswer(String target, String expected) {
        var answer = api.get(target);

        assertThat(answer.body()).isEqualTo(expected);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
        assertThat(RunningSidecar.revision(answer)).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "J\u00f6rg M\u00fcller | J\u00f6rg M\u00fcller | 98",
                "\ud83d\ude80          | \ud83d\ude80          | 52",
                "e\u0301 + \u00e9      | e\u0301 + \u00e9      | 72",
                "\"quoted\\            | \\\"quoted\\\\        | 64",
                "a/b?c=d&e#f%2F        | a/b?c=d&e#f%2F        | 95",
                "\u65e5\u672c\u8a9e    | \u65e5\u672c\u8a9e    | 96"
            })
    void aSubjectComesBackAsItIsAndItsBucketIsThatOfItsUtf8(String subject, String inJson, int bucket) {
        String query = "?environment=production&subject=" + URLEncoder.encode(subject, StandardCharsets.UTF_8);

        assertThat(api.get("/api/flags/checkout-banner/evaluate" + query).body())
                .contains(",\"subject\":\"" + inJson + "\",", ",\"bucket\":" + bucket + ",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST", "DELETE", "PATCH", "OPTIONS"})
    void aSidecarTakesNothing(String method) {
        for (String path : new String[] {"/api/flags", "/api/flags/off", "/api/flags/off/evaluate"}) {
            var answer = api.send(method, path);
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().allValues("allow")).containsExactly("GET, HEAD");
        }
        assertThat(api.send(method, "/api/admin/flags/off").statusCode()).isEqualTo(404);
    }

    @Test
    void aBadQueryIsNamedWhetherOrNotThereIsSuchAFlag() {
        for (String flagKey : new String[] {"off", "nowhere", "a%3Ab"}) {
            assertThat(api.get("/api/flags/" + flagKey + "/evaluate?environment=&region=a&region=b")
                            .body())
                    .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                            + "\"detail\":\"The request has several faults.\",\"errors\":["
                            + "{\"parameter\":\"region\",\"detail\":\"must not be given twice\"},"
                            + "{\"parameter\":\"environment\",\"detail\":\"must not be empty\"},"
                            + "{\"parameter\":\"subject\",\"detail\":\"is required\"}]}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "a%3Ab", "OFF", "off%20"})
    void aFlagThatIsNotThereIsNotFound(String flagKey) {
        String problem =
                "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"There is no such flag.\"}";

        assertThat(api.get("/api/flags/" + flagKey).body()).isEqualTo(problem);
        assertThat(api.get("/api/flags/" + flagKey + "/evaluate?environment=e&subject=s")
                        .body())
                .isEqualTo(problem);
    }
}
