package dev.flagstaff.testing;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.sentinel.api.sync.RedisSentinelCommands;
import java.util.function.Function;

/// Asks a Redis or a sentinel something, over a connection made for that. Stateless.
final class Asked {
    private Asked() {}

    static <T> T redis(RedisURI uri, Function<RedisCommands<String, String>, T> question) {
        try (var client = RedisClient.create(uri)) {
            return question.apply(client.connect().sync());
        }
    }

    static <T> T sentinel(RedisURI uri, Function<RedisSentinelCommands<String, String>, T> question) {
        try (var client = RedisClient.create()) {
            return question.apply(client.connectSentinel(uri).sync());
        }
    }
}
