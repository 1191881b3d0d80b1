package dev.flagstaff.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notes what each message is about that a subscription brings: writers' own, and keyspace notifications. Called on
/// Netty's thread; never waits for Redis.
final class Messages extends RedisPubSubAdapter<String, byte[]> {
    private static final Logger LOG = LoggerFactory.getLogger(Messages.class);

    private final Keys keys;
    private final String keyspacePrefix;
    private final boolean areFollowed;
    private final Invalidations invalidations;
    private final PendingChanges pending;

    /// @param areFollowed whether Redis sends an [Invalidations] message after each writer's
    Messages(Keys keys, int database, boolean areFollowed, Invalidations invalidations, PendingChanges pending) {
        this.keys = keys;
        keyspacePrefix = Keys.keyspacePrefix(database);
        this.areFollowed = areFollowed;
        this.invalidations = invalidations;
        this.pending = pending;
    }

    @Override
    public void message(String channel, byte[] message) {
        if (channel.startsWith(keyspacePrefix)) {
            note(channel.substring(keyspacePrefix.length()), message);
            return;
        }
        ChangeEvent.parse(message)
                .ifPresentOrElse(
                        event -> pending.channel(event, areFollowed),
                        () -> LOG.debug("a message on {} is no change event and is ignored", channel));
    }

    @Override
    public void message(String pattern, String channel, byte[] message) {
        note(channel.substring(Math.min(channel.length(), keyspacePrefix.length())), message);
    }

    private void note(String key, byte[] command) {
        if (key.equals(keys.index())) {
            pending.index(new String(command, StandardCharsets.UTF_8).equals("srem"));
        } else {
            invalidations.touched(List.of(key));
        }
    }
}
