package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether Redis may evict flags is looked at whenever it is connected.
@Timeout(120)
class EvictionPolicyIT {
    private final TestRedis redis = TestRedis.plain();

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-lfu", "allkeys-random"})
    void anAdminWarnsOfAPolicyThatMayDropFlags(String policy) {
        redis.cli().configSet("maxmemory-policy", policy);

        assertThat(warningsOfAStart())
                .containsExactly("Redis drops flags when its memory is full: set maxmemory-policy to noeviction, it is "
                        + policy);
        assertThat(redis.cli().configGet("maxmemory-policy")).containsValue(policy);
    }

    @ParameterizedTest
    @ValueSource(strings = {"noeviction", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"})
    void anAdminHasNothingToSayOfAPolicyThatKeepsKeysWithoutExpiry(String policy) {
        redis.cli().configSet("maxmemory-policy", policy);

        assertThat(warningsOfAStart()).isEmpty();
    }

    @Test
    void anAdminHasNothingToSayWhereRedisDoesNotTell() {
        redis.cli().configSet("maxmemory-policy", "allkeys-lru");
        redis.cli().aclSetuser("default", AclSetuserArgs.Builder.removeCommand(CommandType.CONFIG));

        assertThat(warningsOfAStart()).isEmpty();
    }

    /// What an admin warns of until it is connected; by then it has looked.
    private List<String> warningsOfAStart() {
        Queue<LogEntry> logged = new ConcurrentLinkedQueue<>();
        var logs = Logs.start(new LogSettings("info", false));
        logs.attach(logged::add);
        var config =
                AdminConfig.from(Map.of("REDIS_URL", redis.url(), "PORT", "0", "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", "0"));
        try (var admin = Admin.start(config, logs)) {
            admin.connected()
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
        }
        logs.close();
        assertThat(logged).extracting(LogEntry::msg).contains("connected to Redis");
        return logged.stream()
                .filter(entry -> !entry.level().equals("info"))
                .map(LogEntry::msg)
                .toList();
    }
}
