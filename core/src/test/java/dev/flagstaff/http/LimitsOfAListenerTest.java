package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.config.Settings;
import dev.flagstaff.testing.RawConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No client can take more of a listener than its limits give.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class LimitsOfAListenerTest {
    private static final String GET = "GET /api/flags/f HTTP/1.1\r\nHost: localhost\r\n";
    private static final String PUT = String.join(
            "\r\n", "PUT /api/admin/flags/f HTTP/1.1", "Host: localhost", "Content-Type: application/json", "");
    private static final HttpLimits HASTY = new HttpLimits(16_384, 12_288, 1_048_576, 1_000, Duration.ofMillis(500));
    private static final HttpLimits PATIENT = new HttpLimits(16_384, 12_288, 1_048_576, 1_000, Duration.ofMinutes(1));

    @Test
    void aSmallHeapHoldsFewerConnectionsThanTheLimit() {
        assertThat(Listener.mostConnections(2_000, 32L << 20)).isEqualTo(341);
        assertThat(Listener.mostConnections(2_000, 1L << 30)).isEqualTo(2_000);
    }

    @Test
    void theDefaultsAreThoseOfTheSettings() {
        assertThat(HttpLimits.from(Settings.of(Map.of()))).isEqualTo(Served.LIMITS);
    }

    @Test
    void aRequestLineHasUpTo12KibibytesByDefaultAndThen414() {
        try (var served = Served.within(Served.LIMITS)) {
            String shortest = "GET /api/flags/ HTTP/1.1";

            assertThat(served.answerTo(requestFor("f".repeat(12_287 - shortest.length()))))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(served.answerTo(requestFor("f".repeat(12_289 - shortest.length()))))
                    .startsWith("HTTP/1.1 414 ")
                    .contains("application/problem+json");
        }
    }

    @Test
    void headersHaveUpTo16KibibytesByDefaultAndThen431() {
        try (var served = Served.within(Served.LIMITS)) {
            assertThat(served.answerTo(GET + "X: " + "x".repeat(16_300) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 200 ");
            assertThat(served.answerTo(GET + "X: " + "x".repeat(16_400) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ")
                    .contains("application/problem+json");
            assertThat(served.answerTo(GET + "X: y\r\n".repeat(2_800) + "\r\n")).startsWith("HTTP/1.1 431 ");
        }
    }

    @Test
    void theLimitsOfTheSettingsHold() {
        try (var served = Served.within(new HttpLimits(300, 400, 256, 1, Duration.ofSeconds(10)))) {
            assertThat(served.answerTo(requestFor("f".repeat(300)))).startsWith("HTTP/1.1 200 ");
            assertThat(served.answerTo(requestFor("f".repeat(400)))).startsWith("HTTP/1.1 414 ");
            assertThat(served.answerTo(GET + "X: " + "x".repeat(300) + "\r\n\r\n"))
                    .startsWith("HTTP/1.1 431 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET /api/flags/f HT", GET, GET + "X: "})
    void aHeadThatDoesNotArriveInTimeEndsItsConnection(String beginning) {
        try (var served = Served.within(HASTY);
                var slow = served.connect()) {
            assertThat(slow.say(beginning).isClosedWithin(Duration.ofSeconds(30)))
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\n{",
                "Transfer-Encoding: chunked\r\n\r\n1",
                "Transfer-Encoding: chunked\r\n\r\n5\r\n{"
            })
    void aBodyThatDoesNotArriveInTimeEndsItsConnection(String body) {
        try (var served = Served.within(HASTY);
                var slow = served.connect()) {
            assertThat(slow.say(PUT + body).isClosedWithin(Duration.ofSeconds(30)))
                    .isTrue();
        }
    }

    @Test
    void aHeadThatArrivesByteByByteHasNoMoreTimeThanOneThatStopped() {
        try (var served = Served.within(HASTY);
                var slow = served.connect()) {
            await().pollInterval(Duration.ofMillis(50))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> !slow.trySaying("x"));
        }
    }

    @Test
    void aConnectionBetweenTwoRequestsMayTakeItsTime() {
        try (var served = Served.within(HASTY);
                var kept = served.connect();
                var other = served.connect()) {
            assertThat(kept.say(GET + "\r\n").answer()).startsWith("HTTP/1.1 200 ");
            // As long as one that was to send its first request, and more.
            assertThat(other.isClosedWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(kept.say(GET + "\r\n").answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void threeHundredConnectionsThatAreHalfOpenOrSlowHoldNobodyUp() {
        List<RawConnection> slow = new ArrayList<>();
        try (var served = Served.within(PATIENT)) {
            for (int i = 0; i < 300; i++) {
                slow.add(served.connect()
                        .say(List.of("", "GET /api", PUT + "Content-Length: 9\r\n\r\n{")
                                .get(i % 3)));
            }
            assertThat(served.answerTo(GET + "\r\n")).startsWith("HTTP/1.1 200 ");
        } finally {
            slow.forEach(RawConnection::close);
        }
    }

    @Test
    void connectionsBeyondTheLimitWaitUntilOthersEnd() {
        try (var served = Served.within(new HttpLimits(16_384, 12_288, 1_048_576, 2, Duration.ofSeconds(1)));
                var first = served.connect();
                var second = served.connect();
                var third = served.connect()) {
            third.say(GET + "\r\n");
            assertThat(first.isClosedWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(second.isClosedWithin(Duration.ofSeconds(30))).isTrue();
            assertThat(third.answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aBodyOf100MegabytesIsRefusedAndNotKept() {
        try (var served = Served.within(PATIENT);
                var large = served.connect()) {
            large.say(PUT + "Content-Length: 104857600\r\n\r\n");
            String mebibyte = " ".repeat(1 << 20);
            for (int sent = 0; sent < 100 && large.trySaying(mebibyte); sent++) {
                assertThat(served.answerTo(GET + "\r\n")).startsWith("HTTP/1.1 200 ");
            }
            assertThat(large.answer()).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void chunksBeyondTwoMebibytesAreRefusedBeforeTheyArrive() {
        try (var served = Served.within(PATIENT)) {
            assertThat(served.answerTo(PUT + "Transfer-Encoding: chunked\r\n\r\n200001\r\n"))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("A chunk must be at most 2097152 bytes.");
        }
    }

    private static String requestFor(String flagKey) {
        return "GET /api/flags/" + flagKey + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }
}
