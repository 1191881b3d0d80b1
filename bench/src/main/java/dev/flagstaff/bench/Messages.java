package dev.flagstaff.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.concurrent.atomic.AtomicLong;

/// Counts the messages that Redis sends to whoever follows it as a sidecar does. Thread-safe.
final class Messages implements AutoCloseable {
    private static final String CHANNEL = "feature-flags:changed";
    private static final String INDEX = "__keyspace@0__:feature-flags:index";
    private static final String FLAGS = "feature-flags:flag:";
    private static final String ADOPTED = "feature-flags:adopted";

    private final RedisClient client;
    private final AtomicLong count = new AtomicLong();

    Messages(String redisUrl) {
        client = RedisClient.create(redisUrl);
        var subscriber = client.connectPubSub();
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                count.incrementAndGet();
            }
        });
        subscriber.addListener(message -> {
            if (message.getType().equals("invalidate")) {
                count.incrementAndGet();
            }
        });
        subscriber.sync().subscribe(CHANNEL, INDEX);
        subscriber
                .sync()
                .clientTracking(TrackingArgs.Builder.enabled(true).bcast().prefixes(FLAGS, ADOPTED));
    }

    long count() {
        return count.get();
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
