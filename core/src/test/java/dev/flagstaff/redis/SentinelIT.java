package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.SentinelFleet;
import dev.flagstaff.testing.ShippedUsers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Behind sentinels, with the shipped users: the master is found, and found again when it is another one.
@Timeout(180)
class SentinelIT {
    /// What `min-replicas-max-lag` allows to be lost, and a second more, because Redis counts whole ones.
    private static final Duration MAY_BE_LOST = Duration.ofSeconds(2);

    /// A replica that says nothing is missed once the second is over in which it last did.
    private static final Duration REPLICAS_ARE_MISSED = Duration.ofSeconds(1);

    private SentinelFleet fleet;
    private OpenStore open;
    private OpenFeed feed;

    @BeforeEach
    void start() {
        fleet = SentinelFleet.start();
        open = OpenStore.at(fleet.url(ShippedUsers.ADMIN), Duration.ofSeconds(2));
        feed = OpenFeed.at(fleet.url(ShippedUsers.SIDECAR), OpenFeed.MESSAGES_ALONE);
    }

    @AfterEach
    void end() {
        feed.close();
        open.close();
        fleet.close();
    }

    @Test
    void afterAFailoverWritesWorkAgainNoneIsLostAndFeedsEqualTheNewMaster() {
        try (var writer = new Acknowledged(open.store())) {
            writer.awaitMore(50);
            var doomed = fleet.master();
            doomed.kill();
            long killed = System.nanoTime();
            var outage = writer.awaitMore(50);

            // The one that is asked may hear of it after others have told us.
            await().atMost(Duration.ofSeconds(30)).until(() -> !fleet.master().equals(doomed));
            System.out.printf("failover: writes work again after %d ms%n", outage.toMillis());
            assertThat(outage).isLessThan(Duration.ofSeconds(30));
            writer.areInStore(killed - MAY_BE_LOST.toNanos(), killed);
            // The old one comes back as a replica, and nobody goes there.
            doomed.start();
            writer.awaitMore(50);
            writer.stop();
            writer.areInStore(killed - MAY_BE_LOST.toNanos(), killed);
            feed.told().awaitAll(open.store());
        }
    }

    /// It goes on serving clients. It hears of no replica any more, and so soon takes no writes; sentinels know better.
    @Test
    void aMasterThatIsCutOffFromItsSentinelsTakesNoWritesAndIsLeft() {
        try (var writer = new Acknowledged(open.store())) {
            writer.awaitMore(50);
            var alone = fleet.master();
            // Before: it hears of no replica any more while this is still being answered.
            long cut = System.nanoTime();
            SentinelFleet.cutOff(alone);
            await().atMost(Duration.ofSeconds(60)).until(() -> !fleet.master().equals(alone));
            long elected = System.nanoTime();
            writer.awaitMore(50);
            System.out.printf(
                    "master cut off: another one after %d ms, 50 writes more after %d ms%n",
                    (elected - cut) / 1_000_000, (System.nanoTime() - cut) / 1_000_000);

            writer.areInStore(cut, elected);
            writer.areInStore(cut, cut + MAY_BE_LOST.toNanos() + REPLICAS_ARE_MISSED.toNanos());
            SentinelFleet.letIn(alone);
            writer.awaitMore(50);
            writer.stop();
            feed.told().awaitAll(open.store());
        }
    }

    /// Frozen, it closes no connection, and when it thaws it takes itself for the master for a while.
    @Test
    void aMasterThatWasFrozenIsLeftForGood() {
        open.put(Definitions.numbered("banner", 1));
        var frozen = fleet.master();
        frozen.freeze();
        try {
            awaitPut(2);
        } finally {
            frozen.thaw();
        }
        feed.told().awaitAll(open.store());
        awaitPut(3);
        feed.told().awaitAll(open.store());
        assertThat(Definitions.number(open.store().find("banner").flag())).isEqualTo(3);
    }

    private void awaitPut(int number) {
        await().atMost(Duration.ofSeconds(45))
                .ignoreExceptionsInstanceOf(RedisUnavailableException.class)
                .until(() -> open.put(Definitions.numbered("banner", number)) != null);
    }
}
