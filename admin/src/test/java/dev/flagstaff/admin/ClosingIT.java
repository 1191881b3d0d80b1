package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.RawConnection;
import dev.flagstaff.testing.TestRedis;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An admin that is closed, as it is at SIGTERM, finishes what it began.
@Timeout(120)
class ClosingIT {
    private static final String HEAD = String.join(
            "\r\n",
            "PUT /api/admin/flags/f HTTP/1.1",
            "Host: localhost",
            "Expect: 100-continue",
            "Content-Type: application/json",
            "Content-Length: 41",
            "\r\n");

    private final TestRedis redis = TestRedis.start(new String[0]);

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void aRequestInFlightIsCarriedOutAndAnswered() throws Exception {
        var admin = RunningAdmin.at(redis.url());
        try (var slow = RawConnection.to(admin.admin().port())) {
            // This answer says that the request is being handled, and waited for.
            assertThat(slow.say(HEAD).answer()).startsWith("HTTP/1.1 100 ");
            slow.say("{\"defaultEnabled\":true,");

            var closed = CompletableFuture.runAsync(admin::close);
            await().pollInterval(Duration.ofMillis(5))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !isListening(admin.admin().port()));
            slow.say("\"environments\":{}}");

            assertThat(slow.answer()).startsWith("HTTP/1.1 200 ").contains("\"flagKey\":\"f\"");
            closed.get(60, TimeUnit.SECONDS);
        }
        assertThat(redis.cli().smembers("feature-flags:index")).containsExactly("f");
    }

    private static boolean isListening(int port) {
        try (var connection = RawConnection.to(port)) {
            return connection != null;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }
}
