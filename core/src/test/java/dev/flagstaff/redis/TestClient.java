package dev.flagstaff.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;

/// One more connection, for a thread that wants its own.
record TestClient(RedisClient client, RedisCommands<String, String> commands) implements AutoCloseable {
    static TestClient at(String url) {
        var client = RedisClient.create(url);
        return new TestClient(client, client.connect().sync());
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
