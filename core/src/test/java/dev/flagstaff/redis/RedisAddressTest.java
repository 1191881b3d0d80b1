package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.flagstaff.config.InvalidSettingsException;
import dev.flagstaff.config.Settings;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisAddressTest {
    @ParameterizedTest
    @CsvSource({
        "redis://localhost, localhost:6379, 0",
        "redis://localhost:6380/3, localhost:6380, 3",
        "redis://:secret@cache:6380, cache:6380, 0",
        "redis://alice:secret@cache:6380/1, cache:6380, 1",
        "rediss://alice:secret@cache, cache:6379, 0",
        "redis://alice:secret@my_cache:6380, my_cache:6380, 0",
        "redis://my_cache, my_cache:6379, 0",
        "redis://alice:sec@ret@cache:6380, cache:6380, 0",
        "redis://alice:sec%23ret@cache:6380, cache:6380, 0",
        "redis://[::1]:6380, [::1]:6380, 0",
        "redis-socket:///run/redis.sock, /run/redis.sock, 0",
        "'redis-sentinel://alice:secret@one:26379,two:26380/2#main', 'one:26379,two:26380', 2",
        "'redis-sentinel://alice:secret@one,two/2?sentinelMasterId=main', 'one:26379,two:26379', 2",
        "'redis-sentinel://one?sentinelPassword=a%23b&database=3#main', one:26379, 3",
        "'redis-cluster://alice:sec@ret@one:7000,two', 'one:7000,two:6379', 0",
        "'rediss-cluster://alice:secret@[::1]:7000,my_node:7001/0', '[::1]:7000,my_node:7001', 0"
    })
    void anAddressShowsHostAndPortAndNoCredentials(String url, String shown, int database) {
        var address = RedisAddress.parse(url);

        assertThat(address).hasToString(shown);
        assertThat(address.database()).isEqualTo(database);
    }

    @Test
    void theCredentialsAreKeptForRedis() {
        var uri = RedisAddress.parse("redis://alice:secret@cache").url().base();
        var credentials = Objects.requireNonNull(
                uri.getCredentialsProvider().resolveCredentials().block());

        assertThat(credentials.getUsername()).isEqualTo("alice");
        assertThat(credentials.getPassword()).containsExactly('s', 'e', 'c', 'r', 'e', 't');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "secret",
                "localhost:6379",
                "http://alice:secret@cache",
                "redis://",
                "redis://alice:secret@cache:port",
                "redis://alice:secret@ca che",
                "redis://alice:secret@cache/secret",
                "redis-sentinel://alice:secret@one",
                "redis://alice:secret#secret@cache",
                "redis://alice:12?secret@cache",
                "redis://alice:12/secret@cache",
                "redis://alice:12#secret@cache/3",
                "redis-sentinel://alice:12#secret@one#main",
                "redis://my_cache:99999",
                "redis://my_cache:0",
                "redis://alice:secret@cache:99999",
                "redis-cluster://",
                "redis-cluster://alice:secret@one/3",
                "redis-cluster://alice:secret@one,",
                "redis-cluster://alice:secret@one?database=3",
                "redis-sentinel://alice:secret@one?sentinelPassword=secret",
                "redis-sentinel://alice:secret@one?sentinelPassword=%secret#main"
            })
    void aUrlThatIsNoneIsRefusedAndNotRepeated(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisAddress.parse(url))
                .withNoCause()
                .withMessageNotContaining("secret")
                .withMessageMatching("(must be a Redis URL such as redis://localhost:6379|must have).*");
    }

    @Test
    void aSentinelIsToldItsOwnCredentialsAlone() {
        String hosts = "redis-sentinel://alice:secret@one,two";
        var with = RedisAddress.parse(hosts + "?sentinelUsername=bob&sentinelPassword=s%40%2B+#main");
        var without = RedisAddress.parse(hosts + "#main");

        assertThat(with.url().masterName()).isEqualTo("main");
        assertThat(with.url().seeds()).hasSize(2).allSatisfy(seed -> {
            assertThat(credentials(seed).getUsername()).isEqualTo("bob");
            assertThat(credentials(seed).getPassword()).containsExactly('s', '@', '+', '+');
        });
        assertThat(credentials(with.url().base()).getUsername()).isEqualTo("alice");
        assertThat(without.url().seeds())
                .allSatisfy(seed -> assertThat(credentials(seed).hasPassword()).isFalse());
    }

    @Test
    void everyNodeOfAClusterIsToldTheSameCredentials() {
        var address = RedisAddress.parse("rediss-cluster://alice:secret@one,two");

        assertThat(address.url().seeds()).hasSize(2).allSatisfy(seed -> {
            assertThat(credentials(seed).getUsername()).isEqualTo("alice");
            assertThat(seed.isSsl()).isTrue();
        });
        assertThat(credentials(address.url().node("three", 1, true).uri()).getUsername())
                .isEqualTo("alice");
    }

    private static RedisCredentials credentials(RedisURI uri) {
        return Objects.requireNonNull(
                uri.getCredentialsProvider().resolveCredentials().block());
    }

    @ParameterizedTest
    @CsvSource({
        "redis-cluster://one, feature-flags, false",
        "redis-cluster://one, {}, false",
        "redis-cluster://one, {feature-flags}, true",
        "rediss-cluster://one, a{b}c, true",
        "redis://one, feature-flags, true"
    })
    void aClusterDemandsAHashTagAndSaysWhy(String url, String prefix, boolean isAccepted) {
        var settings = Settings.of(Map.of("REDIS_URL", url, "FLAGSTAFF_PREFIX", prefix));
        var _ = RedisAddress.from(settings);

        if (isAccepted) {
            settings.check();
        } else {
            assertThatExceptionOfType(InvalidSettingsException.class)
                    .isThrownBy(settings::check)
                    .withMessageContaining("FLAGSTAFF_PREFIX must");
        }
    }

    @Test
    void noFailureShowsCredentials() {
        try (var redis = Redis.at(RedisAddress.parse("redis://alice:secret@127.0.0.1:1"), OpenStore.PREFIX);
                var store = redis.store(Duration.ofMillis(10), connected -> {})) {
            for (int i = 0; i < 20; i++) {
                assertThat(thrown(store)).hasMessageNotContainingAny("alice", "secret");
            }
        }
    }

    private static Throwable thrown(FlagStore store) {
        try {
            store.list();
            throw new AssertionError("there is a Redis on port 1");
        } catch (RedisUnavailableException expected) {
            return expected;
        }
    }
}
