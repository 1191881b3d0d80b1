package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.ShippedUsers;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Invariant "least privilege", with the users that are shipped.
@Timeout(120)
class AclIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String USERS = ShippedUsers.FILE.toString();
    private static final TestRedis REDIS = TestRedis.start("--aclfile", USERS);
    private static final String AS_ADMIN = url("admin:flagstaff-admin-dev");
    private static final String AS_SIDECAR = url("sidecar:flagstaff-sidecar-dev");

    @AfterAll
    static void close() {
        REDIS.close();
    }

    @Test
    void aSidecarDoesAllOfItsWorkAsTheShippedUser() {
        var settings = Map.of("FLAGSTAFF_POLL_INTERVAL", "100ms", "FLAGSTAFF_REREAD_INTERVAL", "300ms");
        try (var writer = Writer.to(AS_ADMIN);
                var polling = RunningSidecar.at(AS_SIDECAR, settings).awaitLoaded();
                var listening = RunningSidecar.at(AS_SIDECAR)) {
            var sidecars = List.of(polling, listening);
            String first = writer.put("f", "first", 0);
            awaitAll(sidecars, sidecar -> assertThat(sidecar.definition("f")).isEqualTo(first));

            as(AS_ADMIN, redis -> redis.hset("feature-flags:flag:f", "description", "by hand"));
            awaitAll(sidecars, sidecar -> assertThat(sidecar.definition("f")).contains("by hand"));

            writer.delete("f");
            awaitAll(sidecars, sidecar -> assertThat(sidecar.definitions()).isEqualTo("[]"));
            assertThat(sidecars)
                    .allSatisfy(sidecar -> assertThat(sidecar.readiness()).isEqualTo(200));
        }
    }

    @Test
    void thatUserCanWriteNothing() {
        assertRefused(redis -> redis.set("feature-flags:revision", "1"));
        assertRefused(redis -> redis.incr("feature-flags:revision"));
        assertRefused(redis -> redis.del("feature-flags:index"));
        assertRefused(redis -> redis.sadd("feature-flags:index", "f"));
        assertRefused(redis -> redis.hset("feature-flags:flag:f", "defaultEnabled", "true"));
        assertRefused(redis -> redis.xadd("feature-flags:changes", Map.of("flagKey", "f")));
        assertRefused(redis -> redis.publish("feature-flags:changed", "{}"));
        assertRefused(redis -> redis.xadd("logs", Map.of("msg", "x")));
        assertRefused(redis -> redis.eval(
                "return redis.call('SET', KEYS[1], '1')", ScriptOutputType.STATUS, "feature-flags:revision"));
        assertRefused(redis -> redis.configSet("notify-keyspace-events", ""));
        assertRefused(RedisCommands::flushall);
        assertRefused(RedisCommands::aclList);
        assertRefused(RedisCommands::multi);
    }

    @Test
    void thatUserCanReadNothingElse() {
        assertRefused(redis -> redis.get("session:1"));
        assertRefused(redis -> redis.keys("*"));
        assertRefused(redis -> redis.xrange("logs", Range.unbounded()));
        assertRefused(redis -> redis.configGet("*"));
        assertRefused(RedisCommands::clientList);
        as(AS_SIDECAR, redis -> assertThat(redis.get("feature-flags:nothing")).isNull());
    }

    private static void assertRefused(Consumer<RedisCommands<String, String>> command) {
        as(
                AS_SIDECAR,
                redis -> assertThatExceptionOfType(RedisCommandExecutionException.class)
                        .isThrownBy(() -> command.accept(redis))
                        .withMessageContaining("NOPERM"));
    }

    private static void as(String url, Consumer<RedisCommands<String, String>> commands) {
        try (var client = RedisClient.create(url);
                var connection = client.connect()) {
            commands.accept(connection.sync());
        }
    }

    private static void awaitAll(List<RunningSidecar> sidecars, Consumer<RunningSidecar> assertion) {
        sidecars.forEach(sidecar -> await().atMost(LIMIT).untilAsserted(() -> assertion.accept(sidecar)));
    }

    private static String url(String credentials) {
        return "redis://" + credentials + "@127.0.0.1:" + REDIS.port();
    }
}
