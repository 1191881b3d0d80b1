package dev.flagstaff.redis;

import io.lettuce.core.api.StatefulConnection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// A connection that came up in time, hung up when it is closed.
record Call<C extends StatefulConnection<?, ?>>(C connection) implements AutoCloseable {
    private static final long CLOSE_PATIENCE_MILLIS = 500;

    static <C extends StatefulConnection<?, ?>> Call<C> dial(
            CompletionStage<C> dialled, RedisAddress address, Deadline deadline) {
        try {
            return new Call<>(deadline.await(dialled, address));
        } catch (RedisUnavailableException failure) {
            // It may come up yet, and nobody would be there to close it.
            dialled.thenAcceptAsync(Call::hangUp);
            throw failure;
        }
    }

    /// Closes a connection and waits for that, so that whoever closes the client does not find half-closed ones; but
    /// not for long.
    static void hangUp(StatefulConnection<?, ?> connection) {
        connection
                .closeAsync()
                .orTimeout(CLOSE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    @Override
    public void close() {
        hangUp(connection);
    }
}
