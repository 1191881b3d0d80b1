package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.TestRedis;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A sidecar that has nothing yet does not know that there is no such flag.
@Timeout(120)
class NotLoadedIT {
    @ParameterizedTest
    @CsvSource({
        "GET, /api/flags", "GET, /api/flags/f", "GET, /api/flags/f/evaluate?environment=e&subject=s",
        "HEAD, /api/flags", "HEAD, /api/flags/f", "HEAD, /api/flags/f/evaluate?environment=e&subject=s"
    })
    void everyRouteIsUnavailableForAWhile(String method, String path) {
        try (var sidecar = withoutRedis()) {
            var answer = sidecar.api().send(method, path);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().allValues("retry-after")).containsExactly("1");
            assertThat(answer.headers().allValues("content-type")).containsExactly("application/problem+json");
            assertThat(answer.body())
                    .startsWith(
                            method.equals("HEAD")
                                    ? ""
                                    : "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                                            + "\"detail\":\"No definitions are loaded yet: Redis ");
        }
    }

    @ParameterizedTest
    @CsvSource({"/ofrep/v1/evaluate/flags, ''", "/ofrep/v1/evaluate/flags/f, f"})
    void ofrepIsUnavailableInItsOwnWords(String path, String flagKey) {
        try (var sidecar = withoutRedis()) {
            var answer = sidecar.api().post(path, "{\"context\":{\"targetingKey\":\"u\",\"environment\":\"e\"}}");

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().allValues("retry-after")).containsExactly("1");
            assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
            assertThat(answer.body())
                    .startsWith("{\"key\":\"" + flagKey + "\",\"errorCode\":\"GENERAL\","
                            + "\"errorDetails\":\"No definitions are loaded yet");
        }
    }

    @Test
    void aSidecarThatIsNotLoadedIsLiveAndNotReady() {
        try (var sidecar = withoutRedis()) {
            assertThat(sidecar.management().get("/livez").statusCode()).isEqualTo(200);
            assertThat(sidecar.readiness()).isEqualTo(503);
            assertThat(sidecar.management().get("/readyz").body())
                    .startsWith("{\"ready\":false,\"conditions\":{\"loaded\":{\"holds\":false,\"required\":true,");
            assertThat(sidecar.scrape().value("flagstaff_redis_connected")).isZero();
            assertThat(sidecar.scrape().value("flagstaff_definitions")).isZero();
        }
    }

    @Test
    void itServesAsSoonAsRedisIsThere() {
        try (var redis = TestRedis.start(new String[0])) {
            try (var writer = Writer.to(redis.url())) {
                writer.put("f", "", 0);
            }
            redis.kill();
            try (var sidecar = RunningSidecar.at(redis.url(), Map.of())) {
                assertThat(sidecar.api().get("/api/flags/f").statusCode()).isEqualTo(503);

                redis.start();

                sidecar.awaitLoaded();
                assertThat(sidecar.api().get("/api/flags/f").statusCode()).isEqualTo(200);
                assertThat(sidecar.api().get("/api/flags/g").statusCode()).isEqualTo(404);
                assertThat(sidecar.readiness()).isEqualTo(200);
            }
        }
    }

    @Test
    void anEmptyRedisIsLoadedAsWell() {
        try (var redis = TestRedis.start(new String[0]);
                var sidecar = RunningSidecar.at(redis.url())) {
            assertThat(sidecar.definitions()).isEqualTo("[]");
            assertThat(sidecar.api().get("/api/flags/f").statusCode()).isEqualTo(404);
            assertThat(sidecar.readiness()).isEqualTo(200);
        }
    }

    private static RunningSidecar withoutRedis() {
        return RunningSidecar.at("redis://127.0.0.1:" + TestRedis.freePort(), Map.of());
    }
}
