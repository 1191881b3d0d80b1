package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// A store that is connected, and the way to Redis that it goes, closed together.
record OpenStore(Redis redis, FlagStore store) implements AutoCloseable {
    static final String PREFIX = "feature-flags";

    /// Patient enough for a machine that has much else to do.
    static OpenStore at(String url) {
        return at(url, Duration.ofSeconds(20));
    }

    static OpenStore at(String url, Duration patience) {
        return connecting(url, patience).awaitConnected();
    }

    OpenStore awaitConnected() {
        store.connected().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
        return this;
    }

    /// Does not wait for a Redis that may not be there.
    static OpenStore connecting(String url, Duration patience) {
        return connecting(RedisAddress.parse(url), PREFIX, patience);
    }

    static OpenStore connecting(RedisAddress address, String prefix, Duration patience) {
        var redis = Redis.at(address, prefix);
        return new OpenStore(redis, redis.store(patience, connected -> {}));
    }

    /// Writes, and wants it to be written.
    FlagDefinition put(FlagDefinition definition) {
        return written(store.put(definition));
    }

    static FlagDefinition written(PutOutcome outcome) {
        if (outcome instanceof PutOutcome.Written(FlagDefinition stored)) {
            return stored;
        }
        throw new AssertionError("was not written: " + outcome);
    }

    @Override
    public void close() {
        store.close();
        redis.close();
    }
}
