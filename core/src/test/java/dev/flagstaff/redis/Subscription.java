package dev.flagstaff.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Listens to a channel as any client does, and keeps what it hears.
final class Subscription implements AutoCloseable {
    private final RedisClient client;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private Subscription(String url, String channel) {
        client = RedisClient.create(url);
        var connection = client.connectPubSub();
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String from, String message) {
                messages.add(message);
            }
        });
        connection.sync().subscribe(channel);
    }

    static Subscription to(String url, String channel) {
        return new Subscription(url, channel);
    }

    /// What was heard so far.
    List<String> messages() {
        return new ArrayList<>(messages);
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
