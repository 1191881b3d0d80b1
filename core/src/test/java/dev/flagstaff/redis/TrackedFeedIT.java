package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What Redis tells a feed whose keys it tracks, and nobody else.
class TrackedFeedIT extends FeedFixture {
    /// Keyspace notifications would be a dozen. `t` and `B` are Redis's signs for who has keys tracked, by their
    /// prefix.
    @Test
    void redisIsAskedForOneMessageAboutAllKeysOfAChange() {
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            var subscription = cli().clientList()
                    .lines()
                    .filter(line -> line.contains("name=flagstaff-feed-subscription "))
                    .toList();

            assertThat(subscription)
                    .singleElement()
                    .asString()
                    .contains(" psub=0 ")
                    .containsPattern(" flags=\\w*tB");
            assertThat(feed.feed().isConnected()).isTrue();
        }
    }

    @Test
    void anEditByHandIsToldThoughKeyspaceNotificationsAreOff() {
        keyspaceEventsOff();
        putNumbered(3);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            describeByHand("flag-1", "by hand");
            feed.told().awaitDescription("flag-1", "by hand");

            cli().flushall();
            feed.told().awaitAll(store());
        }
    }
}
