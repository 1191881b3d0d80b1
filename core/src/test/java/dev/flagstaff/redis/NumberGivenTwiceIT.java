package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Invariant 5, bounded staleness: a failover loses a write, and the next one gets its number. Lineage and revision
/// are what they were, so that no comparison tells; what is read again because the connections are new does.
class NumberGivenTwiceIT extends FeedFixture {
    @Test
    void whatWasLostAndWhatGotItsNumberAreReadAfterTheFailover() {
        putNumbered(3);
        String lineage = "feature-flags:lineage";
        try (var replica = TestRedis.start("--replicaof", "127.0.0.1", Integer.toString(redis.port()));
                var feed = feedThroughWire(OpenFeed.polling(Duration.ofMillis(200)))) {
            await().atMost(Recorder.LONG).until(() -> "3".equals(replica.cli().get("feature-flags:revision")));
            replica.cli().replicaofNoOne();
            var lost = open.put(Definitions.numbered("flag-1", 11));
            feed.told().awaitAll(store());

            try (var promoted = OpenStore.at(replica.url())) {
                wire.cut();
                await().atMost(Recorder.LONG).until(() -> !feed.feed().isConnected());
                var next = promoted.put(Definitions.numbered("flag-2", 22));
                assertThat(next.revision()).as("given twice").isEqualTo(lost.revision());
                assertThat(replica.cli().get(lineage)).isEqualTo(cli().get(lineage));
                wire.leadTo(replica.port());
                wire.heal();

                feed.told().awaitDescription("flag-2", "22");
                assertThat(feed.told().flags())
                        .isEqualTo(promoted.store().list().flags());
                assertThat(feed.told().mark().revision()).isEqualTo(lost.revision());
            }
        }
    }
}
