package dev.flagstaff.redis;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.push.PushListener;
import io.lettuce.core.api.push.PushMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;

/// Notes which keys Redis says were touched, as it tells clients that cache by themselves: `CLIENT TRACKING` in
/// broadcasting mode, <https://redis.io/docs/latest/develop/reference/client-side-caching/>. One message names all keys
/// that one transaction touched, whereas a keyspace notification comes for each of them. Redis collects them until it
/// has run the commands at hand, and sends them right after whatever these published. Called on Netty's thread; never
/// waits for Redis.
final class Invalidations implements PushListener {
    private final Keys keys;
    private final PendingChanges pending;

    Invalidations(Keys keys, PendingChanges pending) {
        this.keys = keys;
        this.pending = pending;
    }

    /// What to ask Redis for. The index is not in it: whether a flag was taken from it, or it is lost, is told by
    /// keyspace notifications alone.
    static TrackingArgs tracking(Keys keys) {
        return TrackingArgs.Builder.enabled(true)
                .bcast()
                .prefixes(StandardCharsets.UTF_8, keys.flag(""), keys.adopted());
    }

    @Override
    public void onPushMessage(PushMessage message) {
        if (message.getType().equals("invalidate")) {
            if (message.getContent().get(1) instanceof List<?> touched) {
                touched(touched.stream().map(Invalidations::text).toList());
            } else {
                // Whoever empties a Redis touches every key, and Redis names none.
                pending.everything();
            }
        }
    }

    /// Notes keys that were touched: all flags at once, since the applier does not wait for the rest.
    void touched(List<String> touched) {
        var flagKeys = new HashSet<String>();
        for (String key : touched) {
            if (key.equals(keys.adopted())) {
                pending.everything();
            } else {
                keys.flagOf(key).ifPresent(flagKeys::add);
            }
        }
        pending.keyspace(flagKeys);
    }

    private static String text(Object key) {
        return StandardCharsets.UTF_8.decode((ByteBuffer) key).toString();
    }
}
