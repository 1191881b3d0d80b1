package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A feed whose Redis is not there, is killed or frozen: it waits, and follows again once Redis is back.
class RedisAwayIT extends FeedFixture {
    @Test
    void aFeedThatIsOpenedBeforeRedisIsThereFollowsOnceItIs() {
        putNumbered(3);
        redis.shutDown();
        try (var feed = OpenFeed.connecting(redis.url(), OpenFeed.MESSAGES_ALONE)) {
            redis.start();
            feed.told().awaitAll(open(store()));
            assertThat(feed.told().flags()).hasSize(3);
        }
    }

    @Test
    void aRedisThatIsKilledAndComesBackIsReadWhole() {
        putNumbered(3);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            redis.kill();
            await().atMost(Recorder.LONG).until(() -> feed.told().connections().equals(List.of(true, false)));
            assertThat(feed.feed().isConnected()).isFalse();
            assertThat(feed.told().flags()).as("nothing is forgotten meanwhile").hasSize(3);

            redis.start();
            await().atMost(Recorder.LONG).until(() -> feed.told().connections().equals(List.of(true, false, true)));
            describeByHand("flag-1", "since then");
            feed.told().awaitAll(open(store()));
        }
    }

    @Test
    void aFrozenRedisIsNoticedAndFollowedAgainWhenItThaws() {
        putNumbered(3);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            redis.freeze();
            await().atMost(Recorder.LONG).until(() -> feed.told().connections().equals(List.of(true, false)));

            redis.thaw();
            await().atMost(Recorder.LONG).until(feed.feed()::isConnected);
            describeByHand("flag-1", "since then");
            feed.told().awaitAll(open(store()));
        }
    }

    @Test
    void aRedisThatFreezesInTheMiddleOfReadingIsFollowedAgain() {
        putNumbered(20);
        try (var feed = feedThroughWire(OpenFeed.polling(Duration.ofMillis(50)))) {
            for (int i = 0; i < 2; i++) {
                wire.stall();
                open.put(Definitions.numbered("flag-1", 100 + i));
                await().atMost(Recorder.LONG).until(() -> !feed.feed().isConnected());
                wire.dropConnections();
                wire.heal();
                feed.told().awaitAll(store());
            }
        }
    }

    @Test
    void aFeedWithoutRedisWaitsAndDoesNotSpin() {
        putNumbered(1);
        var settings = new FeedSettings(Duration.ofMillis(100), Duration.ofMillis(100));
        try (var feed = feed(settings)) {
            redis.kill();
            await().atMost(Recorder.LONG).until(() -> !feed.feed().isConnected());
            long cpuBefore = cpuNanos();
            long before = System.nanoTime();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            double share = (double) (cpuNanos() - cpuBefore) / (System.nanoTime() - before);
            assertThat(share).as("share of one processor").isLessThan(0.5);
        }
    }

    /// The store, once it is connected again.
    private static FlagStore open(FlagStore store) {
        await().atMost(Recorder.LONG).until(store::isConnected);
        return store;
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
