package dev.flagstaff.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
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
    private final ChangeListener listener;
    private final PendingChanges pending = new PendingChanges(System::nanoTime);
    private final RedisLink<StatefulRedisPubSubConnection<String, byte[]>> subscription;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> reads;
    private final Fence fence;
    private final FlagReader reader;
    private final Thread applier;

    private ChangeFeed(Redis redis, FeedSettings settings, ChangeListener listener) {
        this.redis = redis;
        this.settings = settings;
        this.listener = listener;
        var route = settings.fromReplica() ? redis.toReplica() : redis.toMaster();
        subscription = redis.subscriberLink("feed-subscription", route, new Subscriber());
        reads = redis.link("feed-reads", route, new Connections<>());
        reader = new FlagReader(redis.keys(), redis.address(), Redis.COMMAND_TIMEOUT);
        fence = settings.fromReplica() ? Fence.of(redis, route, reader, reads) : Fence.NONE;
        applier = Thread.ofPlatform().daemon().name("flagstaff-applier").start(this::apply);
    }

    static ChangeFeed open(Redis redis, FeedSettings settings, ChangeListener listener) {
        return new ChangeFeed(redis, settings, listener);
    }

    /// Whether the feed is subscribed and can read.
    public boolean isConnected() {
        return subscription.isConnected() && reads.isConnected();
    }

    @Override
    public void close() {
        applier.interrupt();
        try {
            applier.join(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        subscription.close();
        reads.close();
        fence.close();
    }

    private void apply() {
        var follower = new Follower(reader, reads, listener, fence);
        var nextPoll = new Alarm(settings.pollInterval());
        var nextReread = new Alarm(settings.rereadInterval());
        // Why there is no connection; empty while there is one.
        String outage = "never connected";
        // Nothing has been read yet, or something could not be.
        boolean owed = true;
        // How many connections there were when everything was read.
        int linesRead = 0;
        long retryMillis = 1;
        // A failure that goes on is told once.
        String toldFailure = "";
        try {
            // A fleet that starts together does not read everything together.
            Thread.sleep(Duration.ofNanos(
                    ThreadLocalRandom.current().nextLong(settings.startJitter().toNanos() + 1)));
            while (true) {
                var batch = pending.take(nextPoll.earlierOf(nextReread));
                owed |= batch.everything();
                String outageNow = outage();
                if (!outage.equals(outageNow)) {
                    outage = outageNow;
                    tell(outage);
                }
                if (!outage.isEmpty()) {
                    // Whatever was to be read is read with everything else, once both connections are up.
                    nextPoll.reset();
                    nextReread.reset();
                    continue;
                }
                int lines = subscription.lines() + reads.lines();
                try {
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
                    retryMillis = 1;
                    toldFailure = "";
                } catch (RedisUnavailableException failure) {
                    if (!String.valueOf(failure.getMessage()).equals(toldFailure)) {
                        toldFailure = String.valueOf(failure.getMessage());
                        LOG.warn("could not read flags, trying on: {}", toldFailure);
                        listener.failing(toldFailure);
                    }
                    owed = true;
                    follower.giveUpConnection(failure);
                    retryMillis = Math.min(2 * retryMillis, LONGEST_RETRY_MILLIS);
                    TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(retryMillis) + 1);
                    pending.wake();
                }
            }
        } catch (InterruptedException closed) {
            LOG.debug("the feed is closed");
        } catch (RuntimeException | Error bug) {
            LOG.error("the feed stopped; flags are served as they are", bug);
            throw bug;
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

    private String outage() {
        if (!reads.isConnected()) {
            return reads.lastFailure();
        }
        return subscription.isConnected() ? "" : subscription.lastFailure();
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
        @Override
        public void prepare(StatefulRedisPubSubConnection<String, byte[]> connection) {
            var keys = redis.keys();
            int database = redis.address().database();
            connection.addListener(new Messages(keys, database));
            var deadline = Deadline.after(Redis.COMMAND_TIMEOUT);
            var channel = connection.async().subscribe(keys.channel());
            var keyspace = connection.async().psubscribe(keys.keyspacePattern(database));
            deadline.await(channel, redis.address());
            deadline.await(keyspace, redis.address());
        }

        @Override
        public void down(String reason) {
            LOG.warn("{}; trying on", reason);
            super.down(reason);
        }
    }

    /// Notes what a message is about. Runs on Netty's thread and never waits for Redis.
    private final class Messages extends RedisPubSubAdapter<String, byte[]> {
        private final Keys keys;
        private final String keyspacePrefix;

        Messages(Keys keys, int database) {
            this.keys = keys;
            keyspacePrefix = Keys.keyspacePrefix(database);
        }

        @Override
        public void message(String channel, byte[] message) {
            ChangeEvent.parse(message)
                    .ifPresentOrElse(
                            pending::channel,
                            () -> LOG.debug("a message on {} is no change event and is ignored", channel));
        }

        @Override
        public void message(String pattern, String channel, byte[] message) {
            String key = channel.substring(Math.min(channel.length(), keyspacePrefix.length()));
            if (key.equals(keys.index())) {
                pending.index(new String(message, StandardCharsets.UTF_8).equals("srem"));
            } else if (key.equals(keys.adopted())) {
                pending.everything();
            } else {
                keys.flagOf(key).ifPresent(pending::keyspace);
            }
        }
    }
}
