package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// Invariants 3 and 4, forward only and subscribe-then-read, where the network and Redis do what they can.
class FeedFaultsIT extends FeedFixture {
    private static final int FLAGS = 20;
    private static final int EDITS = 1_500;

    /// Every flag is edited once, so an edit that is missed stays missed.
    @Test
    void whatIsChangedByHandWhileFeedsStartIsNotMissed() {
        putNumbered(EDITS);
        var next = new AtomicInteger();
        List<OpenFeed> feeds = new ArrayList<>();
        try (var writer = new Busy(() -> editOnce(next))) {
            for (int i = 1; i < 10; i++) {
                awaitEdits(next, i * EDITS / 10);
                feeds.add(OpenFeed.connecting(redis.url(), OpenFeed.MESSAGES_ALONE));
            }
            awaitEdits(next, EDITS);
            feeds.forEach(feed -> feed.told().awaitAll(store()));
            assertThat(writer.rounds()).isPositive();
        } finally {
            feeds.forEach(OpenFeed::close);
        }
    }

    @Test
    void whatIsChangedByHandWhileConnectionsBreakIsNotMissed() {
        putNumbered(EDITS);
        var next = new AtomicInteger();
        try (var feed = feedThroughWire(OpenFeed.MESSAGES_ALONE);
                var writer = new Busy(() -> editOnce(next))) {
            for (int i = 1; i < 10; i++) {
                awaitEdits(next, i * EDITS / 10);
                wire.dropConnections();
            }
            awaitEdits(next, EDITS);
            feed.told().awaitAll(store());
            assertThat(feed.told().replacements()).isGreaterThan(1);
            assertThat(writer.rounds()).isPositive();
        }
    }

    private void editOnce(AtomicInteger next) {
        if (next.get() < EDITS) {
            describeByHand("flag-" + next.get(), "by hand");
            next.incrementAndGet();
        } else {
            Thread.onSpinWait();
        }
    }

    private static void awaitEdits(AtomicInteger next, int edits) {
        await().atMost(Recorder.LONG).pollInterval(Duration.ofMillis(2)).until(() -> next.get() >= edits);
    }

    @Test
    void afterAStormInWhichConnectionsBreakEverythingIsTold() {
        putNumbered(FLAGS);
        try (var feed = feedThroughWire(OpenFeed.MESSAGES_ALONE)) {
            try (var storm = storm()) {
                for (int i = 0; i < 10; i++) {
                    awaitRounds(storm, 10);
                    wire.dropConnections();
                }
                wire.cut();
                await().atMost(Recorder.LONG).until(() -> !feed.feed().isConnected());
                awaitRounds(storm, 10);
                wire.heal();
                await().atMost(Recorder.LONG).until(feed.feed()::isConnected);
            }
            feed.told().awaitAll(store());
        }
    }

    @Test
    void afterAStormInWhichSubscribersAreKilledEverythingIsTold() {
        putNumbered(FLAGS);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            try (var storm = storm()) {
                for (int i = 0; i < 10; i++) {
                    awaitRounds(storm, 10);
                    try (var killer = TestClient.at(redis.url())) {
                        killer.commands().clientKill(KillArgs.Builder.typePubsub());
                    }
                }
            }
            feed.told().awaitAll(store());
            assertThat(feed.told().connections()).contains(false);
        }
    }

    @Test
    void afterAStormInWhichReadsAreKilledEverythingIsTold() {
        putNumbered(FLAGS);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            try (var storm = storm();
                    var killer = TestClient.at(redis.url())) {
                for (int i = 0; i < 10; i++) {
                    awaitRounds(storm, 10);
                    killer.commands()
                            .clientList()
                            .lines()
                            .filter(line -> line.contains("name=flagstaff-feed-reads"))
                            .forEach(line -> killer.commands().clientKill(KillArgs.Builder.id(id(line))));
                }
            }
            feed.told().awaitAll(store());
        }
    }

    @Test
    void anAnswerThatIsLateNeverUndoesALaterOne() {
        putNumbered(FLAGS);
        try (var feed = feedThroughWire(OpenFeed.polling(Duration.ofMillis(500)))) {
            wire.delayAnswers(Duration.ofMillis(300));
            try (var storm = storm()) {
                awaitRounds(storm, 200);
            }
            wire.heal();
            feed.told().awaitAll(store());
            assertThat(feed.told().changes()).isNotEmpty();
        }
    }

    @Test
    void aCounterThatIsNoNumberStopsNothingForGood() {
        putNumbered(3);
        try (var feed = feed(OpenFeed.polling(Duration.ofMillis(100)))) {
            cli().set("feature-flags:revision", "many");
            describeByHand("flag-1", "meanwhile");
            await().during(Duration.ofMillis(500))
                    .atMost(Recorder.LONG)
                    .until(() -> feed.told().flags().size() == 3);

            cli().set("feature-flags:revision", "3");
            feed.told().awaitAll(store());
        }
    }

    @Test
    void closingEndsEverything() {
        putNumbered(3);
        var feed = feed(OpenFeed.MESSAGES_ALONE);
        feed.close();

        open.put(Definitions.numbered("flag-1", 9));
        await().atMost(Recorder.LONG).until(() -> !cli().clientList().contains("name=flagstaff-feed-"));
        assertThat(feed.told().changes()).isEmpty();
        assertThat(feed.feed().isConnected()).isFalse();
    }

    /// Four writers, and somebody by hand, on few flags.
    private Busy storm() {
        var number = new AtomicLong(1_000);
        Runnable write = () -> open.put(Definitions.numbered(anyFlag(), number.incrementAndGet()));
        Runnable delete = () -> {
            store().delete(anyFlag(), Definitions.NOON);
            Thread.onSpinWait();
        };
        Runnable edit = () -> describeByHand(anyFlag(), "by hand " + number.incrementAndGet());
        return new Busy(write, write, delete, edit);
    }

    private static String anyFlag() {
        return "flag-" + ThreadLocalRandom.current().nextInt(FLAGS);
    }

    private static void awaitRounds(Busy busy, int rounds) {
        long before = busy.rounds();
        await().atMost(Recorder.LONG).pollInterval(Duration.ofMillis(5)).until(() -> busy.rounds() >= before + rounds);
    }

    private static long id(String clientLine) {
        String[] parts = clientLine.split(" ", -1);
        return Long.parseLong(parts[0].substring("id=".length()));
    }
}
