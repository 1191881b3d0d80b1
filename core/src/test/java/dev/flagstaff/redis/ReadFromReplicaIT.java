package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Invariant 3, forward only, of a feed that reads from replicas: one that is behind takes nobody back.
@Timeout(120)
class ReadFromReplicaIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final FeedSettings FROM_REPLICA =
            new FeedSettings(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO, true);
    private static final FeedSettings FROM_REPLICA_POLLING =
            new FeedSettings(Duration.ofMillis(100), Duration.ofHours(1), Duration.ZERO, true);

    private TestRedis master;
    private FaultyWire wire;
    private TestRedis replica;
    private OpenStore open;

    /// The replica hears its master through the wire.
    @BeforeEach
    void start() {
        master = TestRedis.start("--repl-diskless-sync-delay", "0");
        wire = FaultyWire.to(master.port());
        replica = replicaThrough(wire);
        open = OpenStore.at(master.url());
        open.put(Definitions.numbered("banner", 1));
        awaitReplicated(replica, 1);
    }

    @AfterEach
    void end() {
        open.close();
        replica.close();
        wire.close();
        master.close();
    }

    private static TestRedis replicaThrough(FaultyWire wire) {
        return TestRedis.start("--replicaof", "127.0.0.1", Integer.toString(wire.port()));
    }

    private void awaitReplicated(TestRedis copy, long revision) {
        await().atMost(LIMIT)
                .until(() -> Long.toString(revision).equals(copy.cli().get("feature-flags:revision"))
                        && master.cli().role().toString().contains(Integer.toString(copy.port())));
    }

    private static long subscribers(TestRedis redis) {
        return redis.cli()
                .pubsubNumsub("feature-flags:changed")
                .values()
                .iterator()
                .next();
    }

    private static void awaitRevision(OpenFeed feed, long revision) {
        await().atMost(LIMIT).until(() -> feed.told().mark().revision() == revision);
    }

    @Test
    void definitionsChangesAndEditsByHandComeFromTheReplicaAlone() {
        master.cli().configResetstat();
        try (var feed = OpenFeed.at(master.url(), FROM_REPLICA)) {
            open.put(Definitions.numbered("banner", 2));
            feed.told().awaitAll(open.store());
            master.cli().hset("feature-flags:flag:banner", "description", "by hand");
            feed.told().awaitDescription("banner", "by hand");

            assertThat(subscribers(replica)).isEqualTo(1);
            assertThat(subscribers(master)).isZero();
            assertThat(replica.calls("evalsha_ro") + replica.calls("evalsha")).isPositive();
        }
    }

    @Test
    void aReplicaThatFallsBehindIsLeftForTheMaster() {
        try (var feed = OpenFeed.at(master.url(), FROM_REPLICA_POLLING)) {
            wire.stall();
            open.put(Definitions.numbered("banner", 2));

            awaitRevision(feed, 2);
            assertThat(subscribers(master)).isEqualTo(1);
            feed.told().hasNoViolations();
        }
    }

    /// It hears its master all the time, so that nothing but its revision shows that it is behind.
    @Test
    void aReplicaThatHearsItsMasterLateIsLeftForTheMaster() {
        try (var feed = OpenFeed.at(master.url(), FROM_REPLICA_POLLING)) {
            wire.delayAnswers(Duration.ofSeconds(2));
            open.put(Definitions.numbered("banner", 2));

            awaitRevision(feed, 2);
            assertThat(subscribers(master)).isEqualTo(1);
            feed.told().hasNoViolations();
        }
    }

    @Test
    void aFeedThatStartsWhileTheReplicaIsBehindReadsFromTheMaster() {
        wire.stall();
        open.put(Definitions.numbered("banner", 2));
        try (var feed = OpenFeed.connecting(RedisAddress.parse(master.url()), OpenStore.PREFIX, FROM_REPLICA_POLLING)) {
            awaitRevision(feed, 2);
            feed.told().hasNoViolations();
        }
    }

    /// Nobody is there to say which of both is right, and then it is what was told last.
    @Test
    void withTheMasterAwayAReplicaThatIsBehindIsNotFollowed() {
        try (var straight = FaultyWire.to(master.port());
                var current = replicaThrough(straight)) {
            awaitReplicated(current, 1);
            wire.stall();
            open.put(Definitions.numbered("banner", 2));
            awaitReplicated(current, 2);
            try (var feed = OpenFeed.at(master.url(), FROM_REPLICA_POLLING)) {
                awaitRevision(feed, 2);
                current.kill();
                master.kill();
                await().atMost(LIMIT).until(() -> feed.told().connections().contains(false));

                feed.told().hasNoViolations();
                assertThat(feed.told().mark().revision()).isEqualTo(2);
            }
        }
    }

    @Test
    void whereThereIsNoReplicaTheMasterIsRead() {
        replica.kill();
        await().atMost(LIMIT).until(() -> !master.cli().role().toString().contains(Integer.toString(replica.port())));
        try (var feed = OpenFeed.at(master.url(), FROM_REPLICA)) {
            open.put(Definitions.numbered("banner", 2));
            feed.told().awaitAll(open.store());
        }
        replica.start();
    }

    /// Services give replicas an address of their own.
    @Test
    void whereTheAddressIsThatOfAReplicaItIsReadAsOne() {
        try (var feed = OpenFeed.at(replica.url(), FROM_REPLICA)) {
            open.put(Definitions.numbered("banner", 2));
            feed.told().awaitAll(open.store());
            assertThat(subscribers(replica)).isEqualTo(1);
        }
    }
}
