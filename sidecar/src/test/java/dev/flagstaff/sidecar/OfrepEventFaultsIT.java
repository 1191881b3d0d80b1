package dev.flagstaff.sidecar;

import static org.awaitility.Awaitility.await;

import dev.flagstaff.ofrep.EventClient;
import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Two hundred clients and one fault after the other: after every heal, every client that reads has been told.
@Timeout(300)
class OfrepEventFaultsIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final TestRedis redis = TestRedis.start(new String[0]);
    private final int port = TestRedis.freePort();
    private final FaultyWire wire = FaultyWire.to(port);
    private RunningSidecar sidecar = aSidecar();
    private final List<EventClient> silent =
            Stream.generate(() -> EventClient.thatReadsNothing(port)).limit(20).toList();
    private final List<Returning> far =
            IntStream.range(0, 30).mapToObj(i -> new Returning(wire.port())).toList();
    private final List<Returning> all = new ArrayList<>(far);

    /// A client that comes back when its stream ends, as a browser does, and says then what it was told last.
    private static final class Returning {
        private final int port;
        private EventClient client;
        private String told = "";

        Returning(int port) {
            this.port = port;
            client = EventClient.reading(port, told);
        }

        void comeBackIfCutOff() {
            if (!client.ids().isEmpty()) {
                told = client.ids().getLast();
            }
            if (client.ended()) {
                client.close();
                try {
                    client = EventClient.reading(port, told);
                } catch (UncheckedIOException nobodyThere) {
                    // The next time.
                }
            }
        }

        boolean knows(long revision) {
            return told.contains(":" + revision + ":");
        }
    }

    @AfterEach
    void close() {
        all.forEach(one -> one.client.close());
        silent.forEach(EventClient::close);
        wire.close();
        sidecar.close();
        redis.close();
    }

    @Test
    void afterEveryHealEveryClientHasBeenTold() {
        IntStream.range(0, 150).forEach(i -> all.add(new Returning(port)));
        write();
        awaitTold(all, 1);

        // Thirty vanish without a word, and come back.
        wire.stall();
        write();
        awaitTold(all.subList(far.size(), all.size()), 2);
        wire.dropConnections();
        wire.heal();
        awaitTold(far, 2);

        redis.kill();
        await().atMost(LIMIT).until(() -> sidecar.scrape().value("flagstaff_redis_connected") == 0);
        redis.start();
        write();
        awaitTold(all, 3);

        sidecar.close();
        write();
        sidecar = aSidecar();
        awaitTold(all, 4);

        // Of those who went without a word nothing is left.
        write();
        awaitTold(all, 5);
        await().atMost(LIMIT).until(() -> sidecar.scrape().value("flagstaff_event_streams") == all.size());
    }

    private RunningSidecar aSidecar() {
        return RunningSidecar.at(redis.url(), Map.of("FLAGSTAFF_SIDECAR_PORT", Integer.toString(port)))
                .awaitLoaded();
    }

    private void write() {
        try (var writer = Writer.to(redis.url())) {
            writer.put("f", "", 50);
        }
    }

    private static void awaitTold(List<Returning> clients, long revision) {
        await().atMost(LIMIT).until(() -> {
            clients.forEach(Returning::comeBackIfCutOff);
            return clients.stream().allMatch(client -> client.knows(revision));
        });
    }
}
