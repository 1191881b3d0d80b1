package dev.flagstaff.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A connection that is renewed whenever it breaks, and known to be alive: it is pinged whenever it was silent, so
/// that a frozen Redis or a half-open socket is noticed within 5 s, and asked whether it still leads to the right
/// node. A new connection is a new object: nobody can mistake it for the old one and miss that something may have
/// been lost in between. Thread-safe.
final class RedisLink<C extends StatefulRedisConnection<String, byte[]>> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    /// With the silence that a [Line] may keep within 5 s.
    private static final Duration PING_TIMEOUT = Duration.ofMillis(1_800);

    /// Longer than a connection may be silent: the first one of a process waits for its classes to be loaded.
    private static final Duration DIAL_PATIENCE = Duration.ofSeconds(5);

    private static final long FIRST_DELAY_MILLIS = 20;
    private static final long LONGEST_DELAY_MILLIS = 1_000;

    private static final Duration CLOSE_PATIENCE = Duration.ofMillis(500);

    private final String name;
    private final RedisAddress address;
    private final Route route;
    private final Dialer<C> dialer;
    private final Consumer<Node> arrivals = this::follow;
    private final Listener<C> listener;
    private final ReentrantLock exclusive = new ReentrantLock();
    private final CountDownLatch closed = new CountDownLatch(1);
    /// Ends a pause between two attempts.
    private final Semaphore nudges = new Semaphore(0);

    private final CompletableFuture<Void> firstUp = new CompletableFuture<>();
    private final Thread keeper;
    private volatile @Nullable Line<C> current;
    private final AtomicInteger lines = new AtomicInteger();
    /// Of the keeper's thread alone.
    private boolean isDownTold;
    private volatile RedisUnavailableException lastFailure;

    /// Told about every new connection and every loss of one, on the link's own thread.
    interface Listener<C> {
        /// Prepares a new connection for use. Where this throws, the connection is given up and another one tried.
        default void prepare(C connection) {}

        /// The connection that was prepared last is now what [RedisLink#connection] gives.
        default void up() {}

        /// That connection is gone, or the first one cannot be made. Told once, not at every attempt.
        ///
        /// @param reason one sentence
        default void down(String reason) {}
    }

    /// Connects to a node.
    @FunctionalInterface
    interface Dialer<C> {
        CompletionStage<C> dial(RedisURI uri);
    }

    RedisLink(String name, Route route, Dialer<C> dialer, Listener<C> listener) {
        this.name = name;
        this.address = route.address();
        this.route = route;
        this.dialer = dialer;
        this.listener = listener;
        lastFailure = new RedisUnavailableException("Redis at " + address + " is not connected yet");
        route.join(arrivals);
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

    /// Asks on the live connection, and gives it up where its node turns out to be the wrong one.
    <T> T ask(Function<? super C, T> question) {
        var connection = connection();
        try {
            return question.apply(connection);
        } catch (RedisUnavailableException failure) {
            if (Failures.isMisplaced(failure)) {
                discard(connection, String.valueOf(failure.getMessage()));
            }
            throw failure;
        }
    }

    /// The node that the live connection leads to.
    ///
    /// @throws RedisUnavailableException when there is none at the moment
    Node node() {
        var line = current;
        if (line == null) {
            throw lastFailure;
        }
        return line.node();
    }

    /// Completes when there is a connection for the first time.
    CompletableFuture<Void> firstUp() {
        return firstUp;
    }

    boolean isConnected() {
        return current != null;
    }

    /// How many connections there have been: whoever finds the same number later has missed none.
    int lines() {
        return lines.get();
    }

    /// Why there was no connection when there was none the last time; one sentence.
    String lastFailure() {
        return String.valueOf(lastFailure.getMessage());
    }

    /// The lock to hold by whoever needs the connection for itself, as a transaction does; no ping comes in between.
    ReentrantLock exclusive() {
        return exclusive;
    }

    /// Tells that the live connection has just answered, so that it need not be asked whether it does.
    void answered() {
        var line = current;
        if (line != null && route.isRightWhileItAnswers()) {
            line.alive();
        }
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

    /// Another link on this way arrived at a node, which is where this one is to be as well.
    private void follow(Node node) {
        var line = current;
        if (line == null) {
            nudges.release();
        } else if (!line.node().isAt(node)) {
            line.end("Redis at " + line.node() + " is left for the one at " + node);
        }
    }

    /// A connection that is just being made is waited for, and hung up: given up, it could come up when the client that
    /// would close it is gone. But not for long, where Redis does not answer.
    @Override
    public void close() {
        route.leave(arrivals);
        closed.countDown();
        nudges.release();
        discard("closed");
        try {
            if (!keeper.join(CLOSE_PATIENCE)) {
                keeper.interrupt();
                keeper.join(1_000);
            }
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
                if (isClosed()) {
                    return;
                }
                // Full jitter, so that a fleet that lost Redis together does not come back together.
                nudges.drainPermits();
                var _ = nudges.tryAcquire(ThreadLocalRandom.current().nextLong(delay) + 1, TimeUnit.MILLISECONDS);
                delay = Math.min(2 * delay, LONGEST_DELAY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// One connection from its beginning to its end; false when it never came up, or hardly.
    private boolean live() throws InterruptedException {
        C connection = null;
        Node node = null;
        try {
            node = route.locate();
            connection = dial(node);
            var line = Line.of(connection, node);
            connection.addListener(new RedisConnectionStateListener() {
                @Override
                public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                    line.end("Redis at " + address + " closed the connection");
                }
            });
            route.arrive(connection, node, Deadline.after(DIAL_PATIENCE));
            listener.prepare(connection);
            lines.incrementAndGet();
            current = line;
            isDownTold = false;
            LOG.atDebug().addKeyValue("link", name).log("connected to {}", node);
            route.arrived(node);
            listener.up();
            firstUp.complete(null);
            String reason = watch(line);
            lastFailure = new RedisUnavailableException(reason);
            current = null;
            tellDown(reason);
            return line.lasted();
        } catch (RuntimeException failure) {
            lastFailure = Failures.unavailable(address, failure);
            LOG.atDebug().addKeyValue("link", name).log("{}", lastFailure.getMessage());
            if (node != null) {
                route.failed(node, lastFailure);
            }
            if (!isDownTold) {
                tellDown(String.valueOf(lastFailure.getMessage()));
            }
            return false;
        } finally {
            current = null;
            if (connection != null) {
                Call.hangUp(connection);
            }
        }
    }

    private C dial(Node node) {
        var uri = RedisURI.builder(node.uri())
                .withClientName("flagstaff-" + name)
                .withTimeout(Redis.COMMAND_TIMEOUT)
                .build();
        return Call.dial(dialer.dial(uri), address, Deadline.after(DIAL_PATIENCE))
                .connection();
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
                return line.ended().get(Math.max(1, line.nanosUntilSilent()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException stillThere) {
                if (line.nanosUntilSilent() <= 0) {
                    check(line);
                    line.alive();
                }
            } catch (ExecutionException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return "closed";
    }

    /// Ends a line that does not answer, or does not lead to the right node any more.
    private void check(Line<C> line) {
        try {
            if (!route.isStillRight(line.node())) {
                line.end("Redis at " + line.node() + " is no longer the right one");
                return;
            }
            probe(line);
        } catch (RuntimeException failed) {
            var failure = Failures.unavailable(address, failed);
            route.failed(line.node(), failure);
            line.end(String.valueOf(failure.getMessage()));
        }
    }

    private void probe(Line<C> line) {
        // Whoever holds the lock is talking to Redis and notices by itself when it does not answer.
        if (!exclusive.tryLock()) {
            return;
        }
        try {
            route.probe(line.connection(), line.node(), Deadline.after(PING_TIMEOUT));
        } finally {
            exclusive.unlock();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }
}
