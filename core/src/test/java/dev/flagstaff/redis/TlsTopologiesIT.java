package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.config.Settings;
import dev.flagstaff.testing.Certificates;
import dev.flagstaff.testing.SentinelFleet;
import dev.flagstaff.testing.ShippedUsers;
import dev.flagstaff.testing.TestCluster;
import dev.flagstaff.testing.TestRedis;
import dev.flagstaff.testing.TwoTongues;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// TLS where addresses come from sentinels and from nodes of a cluster: every way that is found is encrypted, too.
@Timeout(240)
class TlsTopologiesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static Certificates certificates;

    private final Map<TestRedis, TwoTongues> proxies = new ConcurrentHashMap<>();

    @BeforeAll
    static void makeCertificates() {
        certificates = Certificates.make();
    }

    @AfterAll
    static void deleteCertificates() {
        certificates.close();
    }

    @AfterEach
    void end() {
        proxies.values().forEach(TwoTongues::close);
    }

    private int door(TestRedis redis) {
        return proxies.computeIfAbsent(redis, one -> TwoTongues.to(one.port(), certificates))
                .port();
    }

    private int encrypted(TestRedis redis) {
        return Objects.requireNonNull(proxies.get(redis)).encrypted();
    }

    @Test
    void aMasterThatSentinelsNameIsSpokenToInTlsAndItsSuccessorAsWell() {
        try (var fleet = SentinelFleet.start(this::door);
                var open = OpenStore.connecting(address(fleet.url(ShippedUsers.ADMIN)), OpenStore.PREFIX, PATIENCE)
                        .awaitConnected();
                var feed = OpenFeed.connecting(
                                address(fleet.url(ShippedUsers.SIDECAR)), OpenStore.PREFIX, OpenFeed.MESSAGES_ALONE)
                        .awaitLoaded();
                var writer = new Acknowledged(open.store())) {
            writer.awaitMore(20);
            var doomed = fleet.master();
            assertThat(encrypted(doomed)).isPositive();
            doomed.kill();
            writer.awaitMore(20);
            writer.stop();
            await().atMost(Duration.ofSeconds(30)).until(() -> !fleet.master().equals(doomed));
            assertThat(encrypted(fleet.master())).isPositive();
            feed.told().awaitAll(open.store());
        }
    }

    @Test
    void theNodeOfAClusterThatHasTheSlotIsSpokenToInTlsAndItsSuccessorAsWell() {
        String prefix = "{feature-flags}";
        try (var cluster = TestCluster.start(this::door)) {
            var address = address(cluster.url());
            try (var open = OpenStore.connecting(address, prefix, PATIENCE).awaitConnected();
                    var feed = OpenFeed.connecting(address, prefix, OpenFeed.MESSAGES_ALONE)
                            .awaitLoaded();
                    var writer = new Acknowledged(open.store())) {
                writer.awaitMore(20);
                var doomed = cluster.owner(prefix);
                assertThat(encrypted(doomed)).isPositive();
                doomed.kill();
                writer.awaitMore(20);
                writer.stop();
                assertThat(encrypted(cluster.owner(prefix))).isPositive();
                feed.told().awaitAll(open.store());
            }
        }
    }

    private RedisAddress address(String url) {
        var settings = Settings.of(Map.of(
                "FLAGSTAFF_PREFIX", url.startsWith("redis-cluster") ? "{feature-flags}" : OpenStore.PREFIX,
                "REDIS_URL", url.replaceFirst("^redis-", "rediss-"),
                "FLAGSTAFF_REDIS_CA_FILE", certificates.authority().toString()));
        var address = RedisAddress.from(settings);
        settings.check();
        return address;
    }
}
