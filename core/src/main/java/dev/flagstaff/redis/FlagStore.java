package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The definitions in Redis, read and written. Thread-safe: reads share one connection, writes take turns on another.
///
/// Every method throws [RedisUnavailableException] when Redis has not done its part within the store's patience.
public final class FlagStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FlagStore.class);

    private final RedisLink<StatefulRedisConnection<String, byte[]>> reads;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> writes;
    private final RedisAddress address;
    private final Duration patience;
    private final FlagReader reader;
    private final Transactor transactor;
    private final FlagWriter writer;
    private final Adoption adoption;

    private FlagStore(
            Keys keys,
            RedisAddress address,
            Duration patience,
            RedisLink<StatefulRedisConnection<String, byte[]>> reads,
            RedisLink<StatefulRedisConnection<String, byte[]>> writes) {
        this.address = address;
        this.patience = patience;
        this.reads = reads;
        this.writes = writes;
        reader = new FlagReader(keys, address, patience);
        transactor = new Transactor(address, writes);
        writer = new FlagWriter(
                keys, patience, reader, transactor, flagKey -> find(flagKey).flag());
        adoption = new Adoption(keys, address, patience, transactor);
    }

    static FlagStore open(Redis redis, Duration patience, Consumer<FlagStore> connected) {
        var announcer = new Announcer(connected);
        var reads = redis.link("admin-reads", redis.toMaster(), announcer);
        var writes = redis.link("admin-writes", redis.toMaster(), new RedisLink.Listener<>() {});
        var store = new FlagStore(redis.keys(), redis.address(), patience, reads, writes);
        announcer.store.complete(store);
        return store;
    }

    /// One flag, and where the store stood at that same instant.
    public record Found(FlagRead flag, StoreMark mark) {}

    /// Reads one flag whole.
    public Found find(String flagKey) {
        var found = reads.ask(connection -> reader.read(connection, flagKey));
        // Only who remembers the flag can make something of its being there and not listed.
        return found.flag() instanceof FlagRead.Unlisted
                ? new Found(new FlagRead.Absent(flagKey), found.mark())
                : found;
    }

    /// Reads every flag, all as they are at one revision.
    public StoreContents list() {
        return reads.ask(connection -> reader.readAll(connection, Set.of(), UnaryOperator.identity()));
    }

    /// Writes a definition in place of whatever the flag was, all of it or nothing.
    public PutOutcome put(FlagDefinition definition) {
        return put(definition, Precondition.NONE, null);
    }

    /// Writes a definition in place of whatever the flag was, if a precondition holds.
    ///
    /// @param by who does it, for the change stream; null where that is not known
    public PutOutcome put(FlagDefinition definition, Precondition precondition, @Nullable String by) {
        return writer.put(definition, precondition, by);
    }

    /// Deletes a flag and everything that belongs to it.
    ///
    /// @param at the time of the deletion, for the change event
    public DeleteOutcome delete(String flagKey, Instant at) {
        return delete(flagKey, at, Precondition.NONE, null);
    }

    /// Deletes a flag and everything that belongs to it, if a precondition holds.
    ///
    /// @param at the time of the deletion, for the change event
    /// @param by who does it, for the change stream; null where that is not known
    public DeleteOutcome delete(String flagKey, Instant at, Precondition precondition, @Nullable String by) {
        return writer.delete(flagKey, at, precondition, by);
    }

    /// Declares this store to be the right one: what it lacks is gone, also for sidecars that remember flags of
    /// another lineage.
    ///
    /// @return its lineage, a new one where it had none or was declared right before
    public String adopt() {
        return adoption.adopt();
    }

    /// Asks Redis for a setting of its own, for example `notify-keyspace-events`.
    ///
    /// @return nothing where Redis does not tell: managed services forbid to ask
    public Optional<String> serverSetting(String name) {
        var connection = reads.connection();
        try {
            var answer = await(connection.async().configGet(name));
            return Optional.ofNullable(answer.get(name));
        } catch (RedisUnavailableException forbidden) {
            return Optional.empty();
        }
    }

    /// Sets a setting of Redis.
    public void serverSetting(String name, String value) {
        await(reads.connection().async().configSet(Map.of(name, value)));
    }

    private <T> T await(RedisFuture<T> answer) {
        return Deadline.after(patience).await(answer, address);
    }

    /// Completes when Redis is connected for reads and for writes for the first time.
    public CompletionStage<Void> connected() {
        return CompletableFuture.allOf(reads.firstUp(), writes.firstUp()).minimalCompletionStage();
    }

    /// Whether Redis is connected for reads and for writes.
    public boolean isConnected() {
        return outage().isEmpty();
    }

    /// Why Redis is not connected for reads and for writes, as a sentence without its full stop; empty while it is.
    public String outage() {
        if (!reads.isConnected()) {
            return reads.lastFailure();
        }
        return writes.isConnected() ? "" : writes.lastFailure();
    }

    /// Why the last write failed, as a sentence without its full stop; empty where it did not, or there was none.
    public String writeTrouble() {
        return transactor.trouble();
    }

    @Override
    public void close() {
        writer.close();
        writes.close();
        reads.close();
    }

    /// Says when Redis goes and comes; the other connection goes and comes with it.
    private static final class Announcer implements RedisLink.Listener<StatefulRedisConnection<String, byte[]>> {
        private final Consumer<FlagStore> connected;
        /// The link may be up before the store that it is a part of is made.
        private final CompletableFuture<FlagStore> store = new CompletableFuture<>();

        Announcer(Consumer<FlagStore> connected) {
            this.connected = connected;
        }

        @Override
        public void up() {
            LOG.info("connected to Redis");
            connected.accept(store.join());
        }

        @Override
        public void down(String reason) {
            LOG.warn("{}; trying on", reason);
        }
    }
}
