package dev.flagstaff.redis;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.Map;

/// Writes as the tutorial's own app does: the same keys, command by command, and no counter, stream,
/// channel or lineage.
final class TutorialApp {
    private static final String FLAG = OpenStore.PREFIX + ":flag:";
    static final String UPDATED_AT = "2026-03-01T08:30:00.000Z";

    private final RedisCommands<String, String> redis;

    TutorialApp(RedisCommands<String, String> redis) {
        this.redis = redis;
    }

    /// A flag with the environment `production`, and `user-1` and `eu` on its allowlists.
    void write(String flagKey, String description) {
        redis.hset(
                FLAG + flagKey, Map.of("description", description, "defaultEnabled", "true", "updatedAt", UPDATED_AT));
        redis.sadd(FLAG + flagKey + ":environments", "production");
        String environment = FLAG + flagKey + ":environment:production";
        redis.hset(
                environment,
                Map.of("enabled", "true", "rolloutPercent", "50", "value", "{\"a\":1}", "updatedAt", UPDATED_AT));
        redis.sadd(environment + ":users", "user-1");
        redis.sadd(environment + ":regions", "eu");
        redis.sadd(OpenStore.PREFIX + ":index", flagKey);
    }

    /// Removes whatever a flag has, as the app does before it writes one anew.
    void remove(String flagKey) {
        redis.srem(OpenStore.PREFIX + ":index", flagKey);
        for (String key : redis.keys(FLAG + flagKey + ":*")) {
            redis.del(key);
        }
        redis.del(FLAG + flagKey);
    }
}
