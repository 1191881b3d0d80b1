package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.ofrep.EventClient;
import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Event streams of a whole sidecar, and what may happen to them: whoever reads is told in the end.
@Timeout(300)
class OfrepEventsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final TestRedis redis = TestRedis.start(new String[0]);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var one : opened.reversed()) {
            one.close();
        }
        redis.close();
    }

    @Test
    void whoeverIsToldFindsTheChangeServed() {
        write("f", 0);
        var sidecar = aSidecar(0);
        var client = reading(sidecar);
        awaitRevision(client, 1);

        for (int revision = 2; revision <= 20; revision++) {
            write("f", revision);
            awaitRevision(client, revision);
            var bulk = sidecar.api()
                    .post(
                            "/ofrep/v1/evaluate/flags",
                            "{\"context\":{\"targetingKey\":\"u\",\"environment\":\"production\"}}");
            assertThat(RunningSidecar.revision(bulk)).isGreaterThanOrEqualTo(revision);
        }
    }

    @Test
    void anEditByHandIsTold() {
        write("f", 0);
        var client = reading(aSidecar(0));
        awaitRevision(client, 1);

        redis.cli().hset("feature-flags:flag:f", "description", "by hand");

        await().atMost(LIMIT).until(() -> client.refetches() == 2);
    }

    @Test
    void aStreamIsThereBeforeDefinitionsAre() {
        write("f", 0);
        redis.kill();
        var sidecar = RunningSidecar.at(redis.url(), Map.of());
        opened.add(sidecar);
        var client = reading(sidecar);
        await().atMost(LIMIT).until(() -> client.lines().contains("HTTP/1.1 200 OK"));

        redis.start();

        awaitRevision(client, 1);
    }

    @Test
    void thoseWhoReadAreToldWhateverTheOthersDo() {
        write("f", 0);
        var sidecar = aSidecar(0);
        for (int i = 0; i < 20; i++) {
            opened.add(EventClient.thatReadsNothing(port(sidecar)));
        }
        var wire = FaultyWire.to(port(sidecar));
        opened.add(wire);
        for (int i = 0; i < 20; i++) {
            opened.add(EventClient.reading(wire.port(), ""));
        }
        var reading = Stream.generate(() -> reading(sidecar)).limit(180).toList();
        awaitRevision(reading, 1);
        wire.stall();

        for (int revision = 2; revision <= 50; revision++) {
            write("f", revision);
        }

        awaitRevision(reading, 50);
    }

    @Test
    void whoComesBackAfterARestartIsToldWhatChangedMeanwhileAndNothingElse() {
        write("f", 0);
        int port = TestRedis.freePort();
        var before = aSidecar(port);
        var client = reading(before);
        awaitRevision(client, 1);
        before.close();
        await().atMost(LIMIT).until(client::ended);

        var after = aSidecar(port);
        var informed = EventClient.reading(port(after), client.ids().getLast());
        opened.add(informed);
        await().atMost(LIMIT).until(() -> after.scrape().value("flagstaff_event_streams") == 1);
        after.close();
        write("f", 1);
        var later = aSidecar(port);
        var missed = EventClient.reading(port(later), client.ids().getLast());
        opened.add(missed);

        awaitRevision(missed, 2);
        assertThat(informed.refetches()).isZero();
    }

    @Test
    void whenRedisIsBackEveryoneIsTold() {
        write("f", 0);
        var sidecar = aSidecar(0);
        var clients = Stream.generate(() -> reading(sidecar)).limit(20).toList();
        awaitRevision(clients, 1);

        redis.kill();
        await().atMost(LIMIT).until(() -> sidecar.scrape().value("flagstaff_redis_connected") == 0);
        redis.start();
        write("f", 1);

        awaitRevision(clients, 2);
    }

    private RunningSidecar aSidecar(int port) {
        var sidecar = RunningSidecar.at(redis.url(), Map.of("FLAGSTAFF_SIDECAR_PORT", Integer.toString(port)))
                .awaitLoaded();
        opened.add(sidecar);
        return sidecar;
    }

    private EventClient reading(RunningSidecar sidecar) {
        var client = EventClient.reading(port(sidecar), "");
        opened.add(client);
        return client;
    }

    private static int port(RunningSidecar sidecar) {
        return URI.create(sidecar.api().url()).getPort();
    }

    private void write(String flagKey, int percent) {
        try (var writer = Writer.to(redis.url())) {
            writer.put(flagKey, "", percent);
        }
    }

    private static void awaitRevision(EventClient client, int revision) {
        awaitRevision(List.of(client), revision);
    }

    private static void awaitRevision(List<EventClient> clients, int revision) {
        await().atMost(LIMIT).until(() -> clients.stream().allMatch(client -> isAt(client, revision)));
    }

    private static boolean isAt(EventClient client, int revision) {
        return !client.ids().isEmpty()
                && client.ids().getLast().split(":", -1)[1].equals(Integer.toString(revision));
    }
}
