package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection that a transaction has for itself until a deadline, and that does not flush by itself meanwhile. Used
/// by
/// one thread.
record HeldConnection(StatefulRedisConnection<String, byte[]> connection, RedisAddress address, Deadline deadline) {
    RedisAsyncCommands<String, byte[]> commands() {
        return connection.async();
    }

    void flush() {
        connection.flushCommands();
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

    /// Executes a transaction.
    ///
    /// @param queued its commands, `MULTI` among them
    /// @return whether nobody else was quicker
    boolean execute(List<? extends RedisFuture<?>> queued) {
        var execution = commands().exec();
        flush();
        TransactionResult result;
        try {
            result = await(execution);
        } catch (RedisUnavailableException failure) {
            throw Failures.ofTransaction(address, queued, failure);
        }
        if (result.wasDiscarded()) {
            return false;
        }
        queued.forEach(this::await);
        return true;
    }
}
