package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.TestRedis;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What web pages of other origins may do.
@Timeout(120)
class OfrepCorsIT {
    private static final String ALL = "/ofrep/v1/evaluate/flags";
    private static final String USER = "{\"context\":{\"targetingKey\":\"u\",\"environment\":\"e\"}}";
    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final RunningSidecar OFF = RunningSidecar.at(REDIS.url());
    private static final RunningSidecar ON = RunningSidecar.at(
                    REDIS.url(), Map.of("FLAGSTAFF_CORS_ORIGINS", "https://app.example,http://localhost:3000"))
            .awaitLoaded();

    @AfterAll
    static void close() {
        OFF.close();
        ON.close();
        REDIS.close();
    }

    @ParameterizedTest
    @CsvSource({"/ofrep/v1/evaluate/flags, POST", "/ofrep/v1/evaluate/flags/f, POST", "/ofrep/v1/events, 'GET, HEAD'"})
    void aPageOfAnAllowedOriginMayAsk(String path, String methods) {
        var answer = ON.api()
                .send(
                        "OPTIONS",
                        path,
                        "Origin",
                        "http://localhost:3000",
                        "Access-Control-Request-Method",
                        "POST",
                        "Access-Control-Request-Headers",
                        "content-type,if-none-match");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(header(answer, "access-control-allow-origin")).containsExactly("http://localhost:3000");
        assertThat(header(answer, "access-control-allow-methods")).containsExactly(methods);
        assertThat(header(answer, "access-control-allow-headers")).containsExactly("content-type,if-none-match");
        assertThat(header(answer, "access-control-max-age")).containsExactly("7200");
        assertThat(header(answer, "vary")).containsExactly("Origin, Access-Control-Request-Headers");
    }

    @Test
    void aPageOfAnAllowedOriginReadsAnswersAndTheirTags() {
        var answer = ON.api().post(ALL, USER, "Origin", "https://app.example");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "access-control-allow-origin")).containsExactly("https://app.example");
        assertThat(header(answer, "access-control-expose-headers"))
                .containsExactly("ETag, Retry-After, Flagstaff-Revision");
        assertThat(header(answer, "vary")).containsExactly("Origin");
        var again = ON.api()
                .post(
                        ALL,
                        USER,
                        "Origin",
                        "https://app.example",
                        "If-None-Match",
                        header(answer, "etag").getFirst());
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(header(again, "access-control-allow-origin")).containsExactly("https://app.example");
    }

    @ParameterizedTest
    @CsvSource({
        "/ofrep/v1/evaluate/flags, 400",
        "/ofrep/v1/evaluate/flags/f, 400",
        "/ofrep/v1/events, 405",
        "/ofrep/v1/nothing, 404"
    })
    void refusalsAreReadAsWell(String path, int status) {
        var answer = ON.api().post(path, "{", "Origin", "https://app.example");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(header(answer, "access-control-allow-origin")).containsExactly("https://app.example");
        assertThat(header(answer, "vary")).containsExactly("Origin");
        assertThat(answer.body()).contains("\"errorCode\":");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://app.example.evil.example",
                "http://app.example",
                "https://app.example:8443",
                "null",
                "http://localhost"
            })
    void aPageOfAnotherOriginMayNot(String origin) {
        var preflight = ON.api().send("OPTIONS", ALL, "Origin", origin, "Access-Control-Request-Method", "POST");
        var answer = ON.api().post(ALL, USER, "Origin", origin);

        for (var one : List.of(preflight, answer)) {
            assertNothingIsAllowed(one);
            assertThat(header(one, "vary")).containsExactly("Origin");
        }
    }

    @Test
    void withoutOriginsNobodyMayAndThereIsNoPreflight() {
        assertNothingIsAllowed(OFF.api().post(ALL, USER, "Origin", "https://app.example"));
        var preflight = OFF.api()
                .send("OPTIONS", ALL, "Origin", "https://app.example", "Access-Control-Request-Method", "POST");
        assertNothingIsAllowed(preflight);
        assertThat(preflight.statusCode()).isEqualTo(405);
        assertThat(header(preflight, "vary")).isEmpty();
    }

    @Test
    void onlyOfrepIsShared() {
        assertNothingIsAllowed(ON.api().send("GET", "/api/flags", "Origin", "https://app.example"));
    }

    private static void assertNothingIsAllowed(HttpResponse<String> answer) {
        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"));
    }

    private static List<String> header(HttpResponse<String> answer, String name) {
        return answer.headers().allValues(name);
    }
}
