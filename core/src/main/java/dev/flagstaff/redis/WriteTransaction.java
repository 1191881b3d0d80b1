package dev.flagstaff.redis;

import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Timestamps;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One attempt to change a flag: what it saw under `WATCH`, and the commands it queues. Used by one thread, which holds
/// the connection for itself and does not flush it by itself.
final class WriteTransaction {
    /// Roughly how many entries the change stream keeps.
    private static final long CHANGES_KEPT = 10_000;

    private final Keys keys;
    private final RedisAddress address;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final RedisAsyncCommands<String, byte[]> commands;
    private final String flagKey;
    private final Deadline deadline;
    private final Set<String> environments = new LinkedHashSet<>();
    private final boolean exists;
    private final boolean listed;
    /// Null where there is no flag, or another writer's, or none that can be read.
    private final @Nullable Long flagRevision;
    private final long counter;
    private final long nextRevision;
    private final List<RedisFuture<?>> queued = new ArrayList<>();

    WriteTransaction(
            Keys keys,
            RedisAddress address,
            StatefulRedisConnection<String, byte[]> connection,
            String flagKey,
            Deadline deadline) {
        this.keys = keys;
        this.address = address;
        this.connection = connection;
        this.commands = connection.async();
        this.flagKey = flagKey;
        this.deadline = deadline;
        var watching = commands.watch(
                keys.index(),
                keys.flag(flagKey),
                keys.environments(flagKey),
                keys.revision(),
                keys.changes(),
                keys.lineage());
        var indexed = commands.sismember(keys.index(), utf8(flagKey));
        var present = commands.exists(keys.flag(flagKey), keys.environments(flagKey));
        var environmentsType = commands.type(keys.environments(flagKey));
        var environmentNames = commands.smembers(keys.environments(flagKey));
        var ownRevision = commands.hget(keys.flag(flagKey), "revision");
        var revision = commands.get(keys.revision());
        var lineage = commands.get(keys.lineage());
        var stream = commands.xinfoStream(keys.changes());
        connection.flushCommands();
        await(watching);
        listed = await(indexed);
        exists = await(present) > 0 || listed;
        if (await(environmentsType).equals("set")) {
            await(environmentNames).forEach(name -> environments.add(new String(name, StandardCharsets.UTF_8)));
        }
        flagRevision = flagRevision(ownRevision);
        counter = FlagDecoder.revision(awaitNullable(revision));
        nextRevision = Math.max(counter, lastStreamRevision(stream)) + 1;
        if (nextRevision > FlagDecoder.LAST_REVISION) {
            throw new RedisUnavailableException("the revision counter in Redis is as far as it goes");
        }
        awaitNullable(lineage);
    }

    /// Whether anything of the flag is there, be it only half of one.
    boolean exists() {
        return exists;
    }

    Collection<String> environments() {
        return environments;
    }

    boolean meets(Precondition precondition) {
        return precondition.holds(exists, listed, flagRevision);
    }

    /// What to tell whose precondition failed: the flag's revision, or where it has none the store's.
    long currentRevision() {
        return flagRevision == null ? counter : flagRevision;
    }

    long nextRevision() {
        return nextRevision;
    }

    void delete(Collection<String> environmentNames) {
        queue(commands.multi());
        var doomed = new ArrayList<String>();
        doomed.add(keys.flag(flagKey));
        doomed.add(keys.environments(flagKey));
        for (String name : environmentNames) {
            doomed.add(keys.environment(flagKey, name));
            doomed.add(keys.users(flagKey, name));
            doomed.add(keys.regions(flagKey, name));
        }
        queue(commands.del(doomed.toArray(String[]::new)));
    }

    void write(FlagDefinition definition) {
        String updatedAt = Timestamps.format(definition.updatedAt());
        queue(commands.hset(
                keys.flag(flagKey),
                hash(
                        "description", definition.description(),
                        "defaultEnabled", Boolean.toString(definition.defaultEnabled()),
                        "updatedAt", updatedAt,
                        "revision", Long.toString(nextRevision))));
        add(keys.environments(flagKey), definition.environments().keySet());
        definition.environments().forEach((name, environment) -> write(name, environment));
        add(keys.index(), Set.of(flagKey));
    }

    private void write(String name, EnvironmentDefinition environment) {
        queue(commands.hset(
                keys.environment(flagKey, name),
                hash(
                        "enabled", Boolean.toString(environment.enabled()),
                        "rolloutPercent", Integer.toString(environment.rolloutPercent()),
                        "value", environment.value().text(),
                        "updatedAt", Timestamps.format(environment.updatedAt()))));
        add(keys.users(flagKey, name), environment.allowlistUsers());
        add(keys.regions(flagKey, name), environment.allowlistRegions());
    }

    void removeFromIndex() {
        queue(commands.srem(keys.index(), utf8(flagKey)));
    }

    /// The counter, the lineage where there is none yet, the stream entry and the message.
    ///
    /// @param by who changes the flag; null where that is not known
    void step(ChangeEvent event, @Nullable String by) {
        if (nextRevision == counter + 1) {
            queue(commands.incr(keys.revision()));
        } else {
            queue(commands.set(keys.revision(), utf8(Long.toString(nextRevision))));
        }
        queue(commands.set(keys.lineage(), newLineage(), SetArgs.Builder.nx()));
        var arguments =
                new XAddArgs().id(event.revision() + "-0").maxlen(CHANGES_KEPT).approximateTrimming();
        var entry = hash(
                "flagKey", event.flagKey(),
                "op", event.op().wireName(),
                "at", Timestamps.format(event.at()));
        if (by != null) {
            entry.put("by", utf8(by));
        }
        queue(commands.xadd(keys.changes(), arguments, entry));
        queue(commands.publish(keys.channel(), event.toJson()));
    }

    RedisFuture<byte[]> readBack(FlagReader reader) {
        return reader.readWithin(commands, flagKey);
    }

    /// Whether nobody else was quicker.
    boolean commit() {
        var execution = commands.exec();
        connection.flushCommands();
        TransactionResult result = executed(execution);
        if (result.wasDiscarded()) {
            return false;
        }
        queued.forEach(this::await);
        return true;
    }

    private TransactionResult executed(RedisFuture<TransactionResult> execution) {
        try {
            return await(execution);
        } catch (RedisUnavailableException failure) {
            throw Failures.ofTransaction(address, queued, failure);
        }
    }

    /// Ends a look that led to nothing.
    void forget() {
        var forgotten = commands.unwatch();
        connection.flushCommands();
        await(forgotten);
    }

    private void queue(RedisFuture<?> command) {
        queued.add(command);
    }

    private void add(String key, Collection<String> members) {
        if (!members.isEmpty()) {
            queue(commands.sadd(
                    key, members.stream().map(WriteTransaction::utf8).toArray(byte[][]::new)));
        }
    }

    private long lastStreamRevision(RedisFuture<List<Object>> stream) {
        List<Object> info;
        try {
            info = await(stream);
        } catch (RedisUnavailableException failure) {
            if (Failures.isMissingKey(Objects.requireNonNullElse(failure.getCause(), failure))) {
                return 0;
            }
            throw failure;
        }
        for (int i = 0; i + 1 < info.size(); i += 2) {
            if (Answers.text(info.get(i)).equals("last-generated-id")) {
                return FlagDecoder.revisionOf(Answers.text(info.get(i + 1)));
            }
        }
        throw new RedisUnavailableException("Redis at " + address + " does not tell the last id of a stream");
    }

    /// A hash that another writer broke has none.
    private @Nullable Long flagRevision(RedisFuture<byte[]> field) {
        try {
            byte[] text = awaitNullable(field);
            return text == null ? null : FlagDecoder.positiveRevision(Answers.text(text));
        } catch (RedisUnavailableException failure) {
            if (Failures.isWrongType(Objects.requireNonNullElse(failure.getCause(), failure))) {
                return null;
            }
            throw failure;
        }
    }

    private <T> T await(RedisFuture<T> answer) {
        return deadline.await(answer, address);
    }

    @SuppressWarnings("NullAway") // an answer may be null where the key is missing
    private byte @Nullable [] awaitNullable(RedisFuture<byte[]> answer) {
        return await(answer);
    }

    private static Map<String, byte[]> hash(String... fieldsAndValues) {
        var hash = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            hash.put(fieldsAndValues[i], utf8(fieldsAndValues[i + 1]));
        }
        return hash;
    }

    static byte[] newLineage() {
        return utf8(UUID.randomUUID().toString());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
