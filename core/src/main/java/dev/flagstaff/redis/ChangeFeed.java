package dev.flagstaff.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows all definitions of a store: subscribes, reads everything, and from then on reads again whatever a
/// message, a comparison of revisions or the clock says. Thread-safe; everything it reads is told to one
/// [ChangeListener] on one thread.
///
/// It has two connections, one that is subscribed and one that reads, and counts as connected while both are up.
/// Whenever either is new, everything is read: a message may have been lost, and a number may have been given twice
/// by a failover; once, where both are. Both are on the same node: [Route] says why.
public final class ChangeFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
    private static final long LONGEST_RETRY_MILLIS = 1_000;

    private final Redis redis;
    private final FeedSettings settings;
    private final PendingChanges pending = new PendingChanges(System::nanoTime);
    private final RedisLink<StatefulRedisPubSubConnection<String, byte[]>> subscription;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> reads;
    private final Fence fence;
    private final FlagReader reader;
    private volatile @Nullable Thread applier;

    private ChangeFeed(Redis redis, FeedSettings settings) {
        this.redis = redis;
        this.settings = settings;
        var route = settings.fromReplica() ? redis.toReplica() : redis.toMaster();
        subscription = redis.subscriberLink("feed-subscription", route, new Subscriber());
        reads = redis.link("feed-reads", route, new Connections<>());
        reader = new FlagReader(redis.keys(), redis.address(), Redis.COMMAND_TIMEOUT);
        fence = settings.fromReplica() ? Fence.of(redis, route, reader, reads) : Fence.NONE;
    }

    static ChangeFeed open(Redis redis, FeedSettings settings) {
        return new ChangeFeed(redis, settings);
    }

    /// Reads everything and goes on to follow the store, on a thread of its own. Called once, after which the feed may
    /// be closed.
    ///
    /// @param listener what is told
    public void follow(ChangeListener listener) {
        applier = Thread.ofPlatform().daemon().name("flagstaff-applier").start(() -> apply(listener));
    }

    /// Whether the feed is subscribed and can read.
    boolean isConnected() {
        return subscription.isConnected() && reads.isConnected();
    }

    @Override
    public void close() {
        var following = applier;
        if (following != null) {
            following.interrupt();
            try {
                following.join(1_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        subscription.close();
        reads.close();
        fence.close();
    }

    private String outage() {
        if (!reads.isConnected()) {
            return reads.lastFailure();
        }
        return subscription.isConnected() ? "" : subscription.lastFailure();
    }

    private void apply(ChangeListener listener) {
        try {
            // A fleet that starts together does not read everything together.
            Thread.sleep(Duration.ofNanos(
                    ThreadLocalRandom.current().nextLong(settings.startJitter().toNanos() + 1)));
            new Rounds(listener).goOn();
        } catch (InterruptedException closed) {
            LOG.debug("the feed is closed");
        } catch (RuntimeException | Error bug) {
            LOG.error("the feed stopped; flags are served as they are", bug);
            throw bug;
        }
    }

    /// What the applier does, round after round: waits until there is something to do, and does it.
    private final class Rounds {
        private final ChangeListener listener;
        private final Follower follower;
        private final Alarm nextPoll = new Alarm(settings.pollInterval());
        private final Alarm nextReread = new Alarm(settings.rereadInterval());
        /// Why there is no connection; empty while there is one.
        private String outage = "never connected";
        /// Nothing has been read yet, or something could not be.
        private boolean owed = true;
        /// How many connections there were when everything was read.
        private int linesRead;

        private long retryMillis = 1;
        /// A failure that goes on is told once.
        private String toldFailure = "";

        Rounds(ChangeListener listener) {
            this.listener = listener;
            follower = new Follower(reader, reads, listener, fence);
        }

        void goOn() throws InterruptedException {
            while (true) {
                var batch = pending.take(nextPoll.earlierOf(nextReread));
                owed |= batch.everything();
                noteOutage();
                if (!outage.isEmpty()) {
                    // Whatever was to be read is read with everything else, once both connections are up.
                    nextPoll.reset();
                    nextReread.reset();
                    continue;
                }
                try {
                    read(batch);
                    retryMillis = 1;
                    toldFailure = "";
                } catch (RedisUnavailableException failure) {
                    retry(failure);
                }
            }
        }

        private void noteOutage() {
            String now = outage();
            if (!outage.equals(now)) {
                outage = now;
                tell(outage);
            }
        }

        private void tell(String outage) {
            if (outage.isEmpty()) {
                LOG.info("following Redis at {}", redis.address());
                listener.connected();
            } else {
                listener.disconnected(outage);
            }
        }

        private void read(PendingChanges.Batch batch) {
            int lines = subscription.lines() + reads.lines();
            if (owed || lines != linesRead || nextReread.isDue()) {
                nextReread.reset();
                follower.readEverything();
                owed = false;
                linesRead = lines;
            } else {
                follower.follow(batch);
            }
            if (nextPoll.isDue()) {
                nextPoll.reset();
                follower.compare();
            }
        }

        private void retry(RedisUnavailableException failure) throws InterruptedException {
            String reason = String.valueOf(failure.getMessage());
            if (!reason.equals(toldFailure)) {
                toldFailure = reason;
                LOG.warn("could not read flags, trying on: {}", reason);
                listener.failing(reason);
            }
            owed = true;
            follower.giveUpConnection(failure);
            retryMillis = Math.min(2 * retryMillis, LONGEST_RETRY_MILLIS);
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(retryMillis) + 1);
            pending.wake();
        }
    }

    /// Lets the applier see every new connection, and every loss of one.
    private class Connections<C> implements RedisLink.Listener<C> {
        @Override
        public void up() {
            pending.wake();
        }

        @Override
        public void down(String reason) {
            pending.wake();
        }
    }

    private final class Subscriber extends Connections<StatefulRedisPubSubConnection<String, byte[]>> {
        /// Why Redis does not track for us; told once.
        private String toldRefusal = "";

        @Override
        public void prepare(StatefulRedisPubSubConnection<String, byte[]> connection) {
            var keys = redis.keys();
            int database = redis.address().database();
            var deadline = Deadline.after(Redis.COMMAND_TIMEOUT);
            var invalidations = new Invalidations(keys, pending);
            connection.addListener(invalidations);
            boolean isTracked = isTracked(connection, deadline);
            connection.addListener(new Messages(keys, database, isTracked, invalidations, pending));
            var commands = connection.async();
            if (isTracked) {
                deadline.await(commands.subscribe(keys.channel(), keys.indexChannel(database)), redis.address());
            } else {
                var channel = commands.subscribe(keys.channel());
                var keyspace = commands.psubscribe(keys.keyspacePattern(database));
                deadline.await(channel, redis.address());
                deadline.await(keyspace, redis.address());
            }
        }

        private boolean isTracked(StatefulRedisPubSubConnection<String, byte[]> connection, Deadline deadline) {
            try {
                deadline.await(
                        connection.async().clientTracking(Invalidations.tracking(redis.keys())), redis.address());
                return true;
            } catch (RedisUnavailableException failure) {
                if (!(failure.getCause() instanceof RedisCommandExecutionException)) {
                    throw failure;
                }
                String reason = String.valueOf(failure.getMessage());
                if (!toldRefusal.equals(reason)) {
                    toldRefusal = reason;
                    LOG.info("edits by hand are followed by keyspace notifications: {}", reason);
                }
                return false;
            }
        }

        @Override
        public void down(String reason) {
            LOG.warn("{}; trying on", reason);
            super.down(reason);
        }
    }
}
