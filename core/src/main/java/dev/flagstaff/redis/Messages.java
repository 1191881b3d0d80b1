package dev.flagstaff.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes what each message is about that a subscription brings. Called on Netty's thread; never waits for Redis.
final class Messages extends RedisPubSubAdapter<String, byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

    private final Keys keys;
    private final String keyspacePrefix;
    private final PendingChanges pending;

    Messages(Keys keys, int database, PendingChanges pending) {
        this.keys = keys;
        keyspacePrefix = Keys.keyspacePrefix(database);
        this.pending = pending;
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
