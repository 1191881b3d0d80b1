package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import org.jspecify.annotations.Nullable;

/// A connection that a transaction has for itself until a deadline. Used by one thread.
record HeldConnection(StatefulRedisConnection<String, byte[]> connection, RedisAddress address, Deadline deadline) {
    void send(Pipeline pipeline) {
        pipeline.send(connection);
    }

    /// @throws RedisUnavailableException when Redis refuses, fails, or has not answered by the deadline
    <T> T await(RedisFuture<T> answer) {
        return deadline.await(answer, address);
    }

    /// Null where the key is missing.
    @SuppressWarnings("NullAway") // Lettuce gives null then
    byte @Nullable [] awaitNullable(RedisFuture<byte[]> answer) {
        return await(answer);
    }
}
