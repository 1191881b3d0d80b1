package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.testing.TestCluster;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// On a Redis Cluster, where all keys are on one slot.
@Timeout(180)
class ClusterIT {
    private static final String PREFIX = "{feature-flags}";
    private static final Duration LIMIT = Duration.ofSeconds(45);
    /// What replication may not have got when a node is killed.
    private static final Duration MAY_BE_LOST = Duration.ofSeconds(2);

    private static final LogEntry ENTRY = new LogEntry("info", "admin", "message", "2026-03-19T12:00:00.000Z", "{}");

    private TestCluster cluster;
    private OpenStore open;
    private OpenFeed feed;

    @BeforeEach
    void start() {
        cluster = TestCluster.start();
        var address = RedisAddress.parse(cluster.url());
        open = OpenStore.connecting(address, PREFIX, Duration.ofSeconds(2)).awaitConnected();
        feed = OpenFeed.connecting(address, PREFIX, OpenFeed.MESSAGES_ALONE).awaitLoaded();
    }

    @AfterEach
    void end() {
        feed.close();
        open.close();
        cluster.close();
    }

    @Test
    void whenTheSlotMovesAndItsNewNodeIsKilledNothingAcknowledgedIsLost() {
        try (var writer = new Acknowledged(open.store())) {
            writer.awaitMore(50);
            var owner = cluster.moveSlot(PREFIX);
            writer.awaitMore(50);
            assertThat(cluster.owner(PREFIX)).isEqualTo(owner);
            writer.areAllInStore();
            // The subscription came along: only that node tells of it.
            editByHand(owner, "where it is now");

            owner.kill();
            long killed = System.nanoTime();
            writer.awaitMore(50);
            writer.stop();
            writer.areInStore(killed - MAY_BE_LOST.toNanos(), killed);
        }
        feed.told().awaitAll(open.store());
        editByHand(cluster.owner(PREFIX), "by hand");
    }

    @Test
    void anEditByHandIsToldByTheNodeThatHasTheSlot() {
        open.put(Definitions.numbered("flag-0", 0));
        feed.told().awaitAll(open.store());
        editByHand(cluster.owner(PREFIX), "by hand");
    }

    /// The log goes to whatever node has its key.
    @Test
    void logEntriesGoToTheNodeThatHasTheirSlot() {
        var owner = cluster.owner("logs");
        assertThat(owner).isNotEqualTo(cluster.owner(PREFIX));
        try (var logs = open.redis().logStream("logs")) {
            await().atMost(LIMIT).until(() -> logs.offer(ENTRY));
            assertThat(owner.cli().xlen("logs")).isPositive();
        }
    }

    private void editByHand(TestRedis owner, String description) {
        owner.cli().hset(PREFIX + ":flag:flag-0", "description", description);
        feed.told().awaitDescription("flag-0", description);
    }
}
