package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Invariant 4, subscribe then read: *every* connection of a feed is pinged. One that is dead without a word is left
/// though nobody uses it, though the other one is well, and though the feed asks for nothing of its own accord.
class HalfOpenIT extends FeedFixture {
    private static final String SUBSCRIPTION = "flagstaff-feed-subscription";
    private static final String READS = "flagstaff-feed-reads";

    /// What is changed meanwhile is told by no message, so that nothing but a reading of everything finds it.
    @ParameterizedTest
    @CsvSource({SUBSCRIPTION + "," + READS, READS + "," + SUBSCRIPTION})
    void aConnectionThatIsDeadWithoutAWordIsRenewedThoughTheOtherIsWell(String dead, String well) {
        putNumbered(3);
        trackingOff();
        try (var feed = feedThroughWire(OpenFeed.MESSAGES_ALONE)) {
            var deadBefore = client(dead);
            var wellBefore = client(well);

            wire.loseTheOtherEndOf(deadBefore.port());
            keyspaceEventsOff();
            describeByHand("flag-1", "in silence");

            feed.told().awaitDescription("flag-1", "in silence");
            feed.told().awaitAll(store());
            assertThat(feed.told().replacements()).isGreaterThan(1);
            assertThat(feed.told().changes()).isEmpty();
            assertThat(client(dead)).as("another one").isNotEqualTo(deadBefore);
            assertThat(client(well)).as("nobody touched it").isEqualTo(wellBefore);

            open.put(Definitions.numbered("flag-2", 22));
            feed.told().awaitAll(store());
            assertThat(feed.told().sources("flag-2")).containsExactly(ChangeSource.CHANNEL);
        }
    }

    /// A connection as Redis sees it.
    private record Client(long id, int port) {}

    /// The one connection of that name.
    private Client client(String name) {
        var line = Pattern.compile("(?m)^id=(\\d+) addr=127\\.0\\.0\\.1:(\\d+) .*\\bname=" + name + " ");
        var clients = line.matcher(cli().clientList())
                .results()
                .map(found -> new Client(Long.parseLong(found.group(1)), Integer.parseInt(found.group(2))))
                .toList();
        assertThat(clients).as(name).hasSize(1);
        return clients.getFirst();
    }
}
