package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
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
        "'redis-sentinel://alice:secret@one:26379,two:26380/2#main', 'one:26379,two:26380', 2"
    })
    void anAddressShowsHostAndPortAndNoCredentials(String url, String shown, int database) {
        var address = RedisAddress.parse(url);

        assertThat(address).hasToString(shown);
        assertThat(address.database()).isEqualTo(database);
    }

    @Test
    void theCredentialsAreKeptForRedis() {
        var uri = RedisAddress.parse("redis://alice:secret@cache").uri("name", Duration.ofSeconds(3));
        var credentials = Objects.requireNonNull(
                uri.getCredentialsProvider().resolveCredentials().block());

        assertThat(credentials.getUsername()).isEqualTo("alice");
        assertThat(credentials.getPassword()).containsExactly('s', 'e', 'c', 'r', 'e', 't');
        assertThat(uri.getClientName()).isEqualTo("name");
        assertThat(uri.getTimeout()).isEqualTo(Duration.ofSeconds(3));
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
                "redis-cluster://alice:secret@one"
            })
    void aUrlThatIsNoneIsRefusedAndNotRepeated(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RedisAddress.parse(url))
                .withNoCause()
                .withMessageNotContaining("secret")
                .withMessageMatching(
                        "(must be a Redis URL such as redis://localhost:6379|names a Redis Cluster|must have).*");
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
