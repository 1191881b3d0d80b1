package dev.flagstaff.ofrep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.config.Settings;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.http.Door;
import dev.flagstaff.http.HttpLimits;
import dev.flagstaff.http.Listener;
import dev.flagstaff.http.Router;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Event streams on a listener of their own, told by the test what is served.
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class EventStreamsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static final Digest BY_HAND = Digest.of(new byte[] {1});

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final EventStreams streams = streams(metrics, Duration.ofSeconds(10), 100);
    private final Listener listener = listener(streams);

    private record Served(long revision, @Nullable String lineage, Digest digest) implements FlagSet {
        @Override
        public List<FlagDefinition> flags() {
            return List.of();
        }
    }

    /// With less patience than a sidecar has with who does not read, and the same for all else.
    private static EventStreams streams(SimpleMeterRegistry metrics, Duration longestSilence, int most) {
        return EventStreams.start(metrics, longestSilence, Duration.ofSeconds(2), most);
    }

    private static Listener listener(EventStreams streams) {
        var router = new Router().get(Ofrep.EVENTS, streams::serve);
        return Listener.start(
                "events",
                "127.0.0.1",
                0,
                Door.within(HttpLimits.from(Settings.of(Map.of()))),
                router,
                failure -> Optional.empty());
    }

    @AfterEach
    void close() {
        streams.close();
        listener.close();
    }

    @Test
    void aSmallHeapHoldsFewerStreams() {
        assertThat(EventStreams.mostWithin(32L << 20)).isEqualTo(256);
        assertThat(EventStreams.mostWithin(1L << 30)).isEqualTo(1_024);
    }

    @Test
    void aClientIsToldOnceWhenItComesAndOnceForEachChange() {
        serve(1);
        try (var client = EventClient.reading(listener.port(), "")) {
            awaitIds(client, "l:1:0000000000000000");
            serve(2);
            awaitIds(client, "l:1:0000000000000000", "l:2:0000000000000000");
            assertThat(client.refetches()).isEqualTo(2);
            assertThat(client.lines())
                    .contains("Content-Type: text/event-stream", "Cache-Control: no-store")
                    .anyMatch(line -> line.matches("retry: 1[0-9]{3}"))
                    .noneMatch(line -> line.startsWith("event:"));
        }
    }

    @Test
    void whoKnowsTheNewestIsToldOfTheNextChangeAlone() {
        serve(1);
        try (var knowing = EventClient.reading(listener.port(), "l:1:0000000000000000");
                var late = EventClient.reading(listener.port(), "l:0:0000000000000000")) {
            awaitIds(late, "l:1:0000000000000000");
            awaitOpen(2);
            serve(2);
            awaitIds(knowing, "l:2:0000000000000000");
        }
    }

    @Test
    void whatIsEditedByHandIsAChangeThoughItsRevisionIsNot() {
        serve(1);
        try (var client = EventClient.reading(listener.port(), "")) {
            awaitIds(client, "l:1:0000000000000000");
            streams.serving(new Served(1, "l", BY_HAND));
            awaitIds(client, "l:1:0000000000000000", "l:1:" + BY_HAND.toString().substring(0, 16));
        }
    }

    @Test
    void aLineageThatSomebodyMadeUpIsNoLineOfItsOwn() {
        streams.serving(new Served(7, "a\r\ndata: {}\n\nb", Digest.NONE));
        try (var client = EventClient.reading(listener.port(), "")) {
            awaitIds(client, "adatab:7:0000000000000000");
        }
    }

    @Test
    void whileNothingIsServedAClientWaitsAndIsToldThen() {
        try (var client = EventClient.reading(listener.port(), "l:1:0")) {
            eventually().until(() -> client.lines().stream().anyMatch(line -> line.startsWith("retry:")));
            assertThat(client.lines().getFirst()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(client.refetches()).isZero();
            serve(3);
            awaitIds(client, "l:3:0000000000000000");
        }
    }

    @Test
    void whoeverReadsNothingIsCutOffAndHoldsNobodyUp() {
        serve(1);
        var goesOn = new AtomicBoolean(true);
        try (var stuck = EventClient.thatReadsNothing(listener.port());
                var reading = EventClient.reading(listener.port(), "")) {
            awaitOpen(2);
            // Each id is new, so events come until the kernel takes no more for the one that does not read.
            var changes = Thread.ofPlatform().start(() -> {
                String longLineage = "l".repeat(4_000);
                for (long revision = 2; goesOn.get(); revision++) {
                    streams.serving(new Served(revision, longLineage, Digest.NONE));
                    LockSupport.parkNanos(200_000);
                }
            });
            try {
                eventually()
                        .until(() -> metrics.get("flagstaff.event.streams.dropped")
                                        .counter()
                                        .count()
                                == 1);
            } finally {
                goesOn.set(false);
                eventually().until(() -> !changes.isAlive());
            }
            awaitOpen(1);
            streams.serving(new Served(1, "last", Digest.NONE));
            eventually().until(() -> reading.ids().getLast().equals("last:1:0000000000000000"));
            assertThat(stuck.ended()).isFalse();
        }
    }

    @Test
    void aClientThatGoesIsForgotten() {
        var registry = new SimpleMeterRegistry();
        var talkative = streams(registry, Duration.ofMillis(20), 10);
        try (var alone = listener(talkative)) {
            var gauge = registry.get("flagstaff.event.streams").gauge();
            try (var client = EventClient.reading(alone.port(), "")) {
                eventually().until(() -> gauge.value() == 1 && client.lines().contains(":"));
            }
            eventually().until(() -> gauge.value() == 0);
        } finally {
            talkative.close();
        }
    }

    @Test
    void changesThatComeTogetherBecomeFewEventsAndTheLastIsAlwaysTold() {
        try (var client = EventClient.reading(listener.port(), "")) {
            awaitOpen(1);
            for (long revision = 1; revision <= 100_000; revision++) {
                serve(revision);
            }
            eventually()
                    .until(() ->
                            !client.ids().isEmpty() && client.ids().getLast().equals("l:100000:0000000000000000"));
            assertThat(client.ids()).doesNotHaveDuplicates().hasSizeLessThan(100_000);
        }
    }

    @Test
    void whereNothingChangesCommentsAreSent() {
        var talkative = streams(new SimpleMeterRegistry(), Duration.ofMillis(20), 10);
        try (var alone = listener(talkative);
                var client = EventClient.reading(alone.port(), "")) {
            eventually().until(() -> client.lines().stream().filter(":"::equals).count() >= 3);
            assertThat(client.refetches()).isZero();
        } finally {
            talkative.close();
        }
    }

    @Test
    void whereThereAreTooManyTheOldestMakesRoom() {
        var few = streams(metrics, Duration.ofHours(1), 2);
        try (var alone = listener(few);
                var first = awaitHead(EventClient.reading(alone.port(), ""));
                var second = awaitHead(EventClient.reading(alone.port(), ""));
                var third = awaitHead(EventClient.reading(alone.port(), ""))) {
            eventually().until(first::ended);

            few.serving(new Served(1, "l", Digest.NONE));

            awaitIds(second, "l:1:0000000000000000");
            awaitIds(third, "l:1:0000000000000000");
            assertThat(first.refetches()).isZero();
        } finally {
            few.close();
        }
    }

    private static ConditionFactory eventually() {
        return await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(10));
    }

    private static EventClient awaitHead(EventClient client) {
        eventually().until(() -> client.lines().stream().anyMatch(line -> line.startsWith("retry:")));
        return client;
    }

    @Test
    void closingEndsEveryStream() {
        var clients = Stream.generate(() -> EventClient.reading(listener.port(), ""))
                .limit(20)
                .toList();
        awaitOpen(20);

        streams.close();

        eventually().until(() -> openStreams() == 0);
        eventually()
                .until(() -> clients.stream().allMatch(client -> client.lines().contains("0")));
        clients.forEach(EventClient::close);
    }

    private void serve(long revision) {
        streams.serving(new Served(revision, "l", Digest.NONE));
    }

    private void awaitIds(EventClient client, String... ids) {
        eventually().untilAsserted(() -> assertThat(client.ids()).containsExactly(ids));
    }

    private void awaitOpen(int count) {
        eventually().until(() -> openStreams() == count);
    }

    private int openStreams() {
        return (int) metrics.get("flagstaff.event.streams").gauge().value();
    }
}
