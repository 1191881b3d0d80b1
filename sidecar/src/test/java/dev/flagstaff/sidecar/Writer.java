package dev.flagstaff.sidecar;

import static org.awaitility.Awaitility.await;

import dev.flagstaff.flag.DefinitionReader;
import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.redis.DeleteOutcome;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.PutOutcome;
import dev.flagstaff.redis.Redis;
import dev.flagstaff.redis.RedisAddress;
import dev.flagstaff.redis.RedisUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Writes flags as an admin does. Thread-safe.
final class Writer implements AutoCloseable {
    private final Redis redis;
    private final FlagStore store;

    private Writer(Redis redis, FlagStore store) {
        this.redis = redis;
        this.store = store;
    }

    /// One that is connected to this Redis.
    static Writer to(String redisUrl) {
        var redis = Redis.at(RedisAddress.parse(redisUrl), "feature-flags");
        var writer = new Writer(redis, redis.store(Duration.ofSeconds(20), connected -> {}));
        writer.store
                .connected()
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
        return writer;
    }

    /// Writes a flag with one environment, `production`.
    ///
    /// @return the definition as every sidecar is to serve it
    String put(String flagKey, String description, int rolloutPercent) {
        return putAt(flagKey, description, rolloutPercent, Duration.ZERO);
    }

    /// Writes such a flag by a clock that is wrong.
    ///
    /// @param ahead of the right time
    String putAt(String flagKey, String description, int rolloutPercent, Duration ahead) {
        return put(
                flagKey,
                "{\"description\":\"%s\",\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":%d}}}"
                        .formatted(description, rolloutPercent),
                Instant.now().plus(ahead));
    }

    /// Writes a flag.
    ///
    /// @return the definition as every sidecar is to serve it
    String put(String flagKey, String json) {
        return put(flagKey, json, Instant.now());
    }

    private String put(String flagKey, String json, Instant at) {
        var read = DefinitionReader.read(flagKey, json.getBytes(StandardCharsets.UTF_8), at);
        if (read instanceof DefinitionReader.Outcome.Accepted(var definition)
                && tried(() -> store.put(definition)) instanceof PutOutcome.Written(var stored)) {
            return new String(DefinitionWriter.write(stored), StandardCharsets.UTF_8);
        }
        throw new IllegalStateException("not written: " + read);
    }

    /// Deletes a flag.
    ///
    /// @return the store's revision since then; 0 where there was no such flag
    long delete(String flagKey) {
        return tried(() -> store.delete(flagKey, Instant.now())) instanceof DeleteOutcome.Deleted(long revision)
                ? revision
                : 0;
    }

    /// Declares the store to be right.
    void adopt() {
        tried(store::adopt);
    }

    /// A machine that is very busy may look like a Redis that does not answer.
    private static <T> T tried(Supplier<T> write) {
        try {
            return write.get();
        } catch (RedisUnavailableException busy) {
            return await().atMost(Duration.ofSeconds(60))
                    .ignoreException(RedisUnavailableException.class)
                    .until(write::get, Objects::nonNull);
        }
    }

    /// What is in Redis, as the sidecar's list of all flags is to show it.
    String definitions() {
        return store.list().flags().values().stream()
                .map(read -> read instanceof FlagRead.Present(var definition) ? definition : null)
                .filter(Objects::nonNull)
                .map(definition -> new String(DefinitionWriter.write(definition), StandardCharsets.UTF_8))
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public void close() {
        store.close();
        redis.close();
    }
}
