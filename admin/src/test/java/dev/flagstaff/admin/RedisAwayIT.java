package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertUnavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.Scrape;
import dev.flagstaff.testing.TestRedis;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An admin without Redis says so at once and works again by itself when Redis is back.
@Timeout(300)
class RedisAwayIT {
    private static final String SMALL = "{\"defaultEnabled\":true,\"environments\":{}}";
    /// An answer takes about a second at most; the rest is for a machine that is busy.
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final Duration BACK = Duration.ofSeconds(60);

    private final TestRedis redis = TestRedis.start(new String[0]);
    private final RunningAdmin admin = RunningAdmin.at(redis.url());
    private final HttpConversation api = admin.api();

    @AfterEach
    void close() {
        admin.close();
        redis.close();
    }

    @Test
    void whileRedisIsGoneEveryRouteIsUnavailableAndAfterwardsWorksByItself() {
        assertWritten("kept");
        redis.kill();

        assertEveryRouteIsUnavailable();
        awaitReadiness(503);
        assertEveryRouteIsUnavailable();
        assertThat(admin.management().get("/livez").statusCode()).isEqualTo(200);
        assertThat(Scrape.of(admin.management()).value("flagstaff_redis_connected"))
                .isZero();

        redis.start();

        awaitReadiness(200);
        assertThat(api.get("/api/flags/kept").statusCode()).isEqualTo(200);
        assertWritten("new");
        assertThat(Scrape.of(admin.management()).value("flagstaff_redis_connected"))
                .isEqualTo(1);
    }

    @Test
    void whileRedisIsFrozenEveryRouteIsUnavailableAndAfterwardsWorksByItself() {
        assertWritten("kept");
        redis.freeze();

        assertEveryRouteIsUnavailable();
        awaitReadiness(503);
        assertEveryRouteIsUnavailable();

        redis.thaw();

        awaitReadiness(200);
        assertThat(api.get("/api/flags/kept").statusCode()).isEqualTo(200);
        assertWritten("new");
    }

    @Test
    void anAdminStartsWithoutRedisAndWorksOnceItIsThere() {
        redis.kill();
        try (var early = RunningAdmin.at(redis.url(), "off", Map.of())) {
            assertUnavailable(early.api().get("/api/admin/flags"));
            assertThat(early.management().get("/readyz").statusCode()).isEqualTo(503);

            redis.start();

            early.awaitConnected();
            assertThat(early.api().get("/api/admin/flags").body()).isEqualTo("[]");
        }
    }

    private void assertWritten(String flagKey) {
        assertThat(api.put("/api/admin/flags/" + flagKey, SMALL).statusCode()).isEqualTo(200);
    }

    private void assertEveryRouteIsUnavailable() {
        var requests = List.<Supplier<HttpResponse<String>>>of(
                () -> api.put("/api/admin/flags/lost", SMALL),
                () -> api.get("/api/admin/flags"),
                () -> api.send("DELETE", "/api/admin/flags/kept"),
                () -> api.get("/api/flags/kept"),
                () -> api.get("/api/flags/kept/evaluate?environment=e&subject=s"));
        for (var request : requests) {
            long started = System.nanoTime();
            assertUnavailable(request.get());
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(SOON);
        }
    }

    private void awaitReadiness(int status) {
        await().atMost(BACK)
                .untilAsserted(
                        () -> assertThat(admin.management().get("/readyz").statusCode())
                                .isEqualTo(status));
    }
}
