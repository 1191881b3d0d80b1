package dev.flagstaff.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that is renewed whenever it breaks, and known to be alive: it is pinged, so that a frozen Redis or
/// a half-open socket is noticed within [#NOTICE_MILLIS]. A new connection is a new object: nobody can mistake it
/// for the old one and miss that something may have been lost in between. Thread-safe.
final class RedisLink<C extends StatefulRedisConnection<String, byte[]>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final long PING_INTERVAL_MILLIS = 2_000;
    private static final long PING_TIMEOUT_MILLIS = 2_000;
    /// The longest time for which a dead connection passes for alive.
    static final long NOTICE_MILLIS = PING_INTERVAL_MILLIS + PING_TIMEOUT_MILLIS;

    /// Longer than a connection may be silent: the first one of a process waits for its classes to be loaded.
    private static final Duration DIAL_PATIENCE = Duration.ofSeconds(5);

    private static final long CLOSE_PATIENCE_MILLIS = 500;
    private static final long FIRST_DELAY_MILLIS = 20;
    private static final long LONGEST_DELAY_MILLIS = 1_000;

    private final String name;
    private final RedisAddress address;
    private final Supplier<? extends CompletionStage<C>> dialer;
    private final Listener<C> listener;
    private final ReentrantLock exclusive = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<Void> firstUp = new CompletableFuture<>();
    private final Thread keeper;
    private volatile @Nullable Line<C> current;
    /// Of the keeper's thread alone.
    private boolean isDownTold;
    private volatile RedisUnavailableException lastFailure;

    /// Told about every new connection and every loss of one, on the link's own thread.
    interface Listener<C> {
        /// Prepares a new connection for use. Where this throws, the connection is given up and another one
        /// tried.
        default void prepare(C connection) {}

        /// The connection that was prepared last is now what [RedisLink#connection] gives.
        default void up() {}

        /// That connection is gone, or the first one cannot be made. Told once, not at every attempt.
        ///
        /// @param reason one sentence
        default void down(String reason) {}
    }

    /// A connection that is up.
    ///
    /// @param ended completes with the reason once it is of no more use
    private record Line<C>(C connection, CompletableFuture<String> ended) {
        void end(String reason) {
            ended.complete(reason);
        }
    }

    RedisLink(String name, RedisAddress address, Supplier<? extends CompletionStage<C>> dialer, Listener<C> listener) {
        this.name = name;
        this.address = address;
        this.dialer = dialer;
        this.listener = listener;
        lastFailure = new RedisUnavailableException("Redis at " + address + " is not connected yet");
        keeper = Thread.ofVirtual().name("flagstaff-redis-" + name).start(this::keep);
    }

    /// The live connection.
    ///
    /// @throws RedisUnavailableException when there is none at the moment, saying why
    C connection() {
        var line = current;
        if (line == null) {
            throw lastFailure;
        }
        return line.connection();
    }

    /// Completes when there is a connection for the first time.
    CompletableFuture<Void> firstUp() {
        return firstUp;
    }

    boolean isConnected() {
        return current != null;
    }

    /// Why there was no connection when there was none the last time; one sentence.
    String lastFailure() {
        return String.valueOf(lastFailure.getMessage());
    }

    /// The lock to hold by whoever needs the connection for itself, as a transaction does; no ping comes in
    /// between.
    ReentrantLock exclusive() {
        return exclusive;
    }

    /// Gives up a connection that is of no more use, so that another one is made; does nothing where that has
    /// been done.
    void discard(C connection, String reason) {
        var line = current;
        if (line != null && line.connection().equals(connection)) {
            line.end(reason);
        }
    }

    /// Gives up whatever connection there is at the moment.
    void discard(String reason) {
        var line = current;
        if (line != null) {
            line.end(reason);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        keeper.interrupt();
        try {
            keeper.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep() {
        long delay = FIRST_DELAY_MILLIS;
        while (!isClosed()) {
            try {
                if (live()) {
                    delay = FIRST_DELAY_MILLIS;
                }
                // Full jitter, so that a fleet that lost Redis together does not come back together.
                if (closed.await(ThreadLocalRandom.current().nextLong(delay) + 1, TimeUnit.MILLISECONDS)) {
                    return;
                }
                delay = Math.min(2 * delay, LONGEST_DELAY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// One connection from its beginning to its end; false when it never came up.
    private boolean live() throws InterruptedException {
        C connection = null;
        try {
            connection = dial();
            var line = new Line<>(connection, new CompletableFuture<>());
            connection.addListener(new RedisConnectionStateListener() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                    line.end("Redis at " + address + " closed the connection");
                }
            });
            listener.prepare(connection);
            current = line;
            isDownTold = false;
            listener.up();
            firstUp.complete(null);
            String reason = watch(line);
            lastFailure = new RedisUnavailableException(reason);
            current = null;
            tellDown(reason);
            return true;
        } catch (RuntimeException failure) {
            lastFailure = Failures.unavailable(address, failure);
            LOG.atDebug().addKeyValue("link", name).log("{}", lastFailure.getMessage());
            if (!isDownTold) {
                tellDown(String.valueOf(lastFailure.getMessage()));
            }
            return false;
        } finally {
            current = null;
            if (connection != null) {
                hangUp(connection);
            }
        }
    }

    private C dial() {
        var dialled = dialer.get();
        try {
            return Deadline.after(DIAL_PATIENCE).await(dialled, address);
        } catch (RedisUnavailableException failure) {
            // It may come up yet, and nobody would be there to close it.
            dialled.thenAcceptAsync(RedisLink::hangUp);
            throw failure;
        }
    }

    private static void hangUp(StatefulRedisConnection<?, ?> connection) {
        // Waited for, so that whoever closes the client does not find half-closed connections; but not for long.
        connection
                .closeAsync()
                .orTimeout(CLOSE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    private void tellDown(String reason) {
        if (!isClosed()) {
            isDownTold = true;
            listener.down(reason);
        }
    }

    /// Returns when the connection is of no more use, and says why.
    private String watch(Line<C> line) throws InterruptedException {
        while (!isClosed()) {
            try {
                return line.ended().get(PING_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException stillThere) {
                ping(line);
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return "closed";
    }

    private void ping(Line<C> line) throws InterruptedException {
        // Whoever holds the lock is talking to Redis and notices by itself when it does not answer.
        if (!exclusive.tryLock()) {
            return;
        }
        try {
            line.connection().async().ping().toCompletableFuture().get(PING_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException failed) {
            line.end(Failures.describe(address, failed));
        } finally {
            exclusive.unlock();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
