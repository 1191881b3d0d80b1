package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The same where Redis does not track keys, be it that the user may not ask for it: by keyspace notifications.
class UntrackedFeedIT extends ChangeFeedIT {
    @BeforeEach
    void noTracking() {
        trackingOff();
    }

    @Test
    void redisIsAskedForKeyspaceNotifications() {
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            var subscription = cli().clientList()
                    .lines()
                    .filter(line -> line.contains(" user=untracked ") && line.contains(" psub=1 "))
                    .toList();

            assertThat(subscription).hasSize(1);
            assertThat(feed.feed().isConnected()).isTrue();
        }
    }
}
