package dev.flagstaff.redis;

import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Timestamps;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One attempt to change flags: what it saw of them under `WATCH`, and the commands it queues. Several changes, of the
/// same flag as well, are made in the order in which they are queued, each with a revision of its own; what is asked
/// about a flag is how the changes before leave it. Used by one thread.
final class WriteTransaction {
    /// Roughly how many entries the change stream keeps.
    private static final long CHANGES_KEPT = 10_000;

    private final Keys keys;
    private final HeldConnection held;
    private final RedisAsyncCommands<String, byte[]> commands;
    private final Map<String, Look.Standing> flags;
    private boolean hasLineage;
    private long counter;
    private long nextRevision;
    private final List<RedisFuture<?>> queued = new ArrayList<>();

    /// Watches and looks.
    WriteTransaction(Keys keys, HeldConnection held, Collection<String> flagKeys) {
        this.keys = keys;
        this.held = held;
        commands = held.commands();
        var look = Look.at(keys, held, flagKeys);
        flags = new HashMap<>(look.flags());
        hasLineage = look.hasLineage();
        counter = look.counter();
        nextRevision = look.nextRevision();
    }

    /// Whether anything of the flag is there, be it only half of one.
    boolean exists(String flagKey) {
        return standing(flagKey).exists();
    }

    boolean meets(Precondition precondition, String flagKey) {
        var standing = standing(flagKey);
        return precondition.holds(standing.exists(), standing.listed(), standing.revision());
    }

    /// What to tell whose precondition failed: the flag's revision, or where it has none the store's.
    long currentRevision(String flagKey) {
        Long revision = standing(flagKey).revision();
        return revision == null ? counter : revision;
    }

    /// Queues a definition in place of whatever the flag was.
    ///
    /// @param by who writes it; null where that is not known
    /// @return its revision
    long put(FlagDefinition definition, @Nullable String by) {
        String flagKey = definition.flagKey();
        long revision = begin();
        var environments = new LinkedHashSet<>(standing(flagKey).environments());
        environments.addAll(definition.environments().keySet());
        remove(flagKey, environments);
        write(definition, revision);
        step(new ChangeEvent(revision, flagKey, ChangeEvent.Op.PUT, definition.updatedAt()), by);
        flags.put(
                flagKey,
                new Look.Standing(
                        true, true, revision, definition.environments().keySet()));
        return revision;
    }

    /// Queues that there be nothing of a flag any more.
    ///
    /// @param by who deletes it; null where that is not known
    /// @return the revision since which it is gone
    long delete(String flagKey, Instant at, @Nullable String by) {
        long revision = begin();
        remove(flagKey, standing(flagKey).environments());
        queue(commands.srem(keys.index(), utf8(flagKey)));
        step(new ChangeEvent(revision, flagKey, ChangeEvent.Op.DELETE, at), by);
        flags.put(flagKey, Look.Standing.ABSENT);
        return revision;
    }

    /// Queues that a flag be read, as the changes before leave it.
    RedisFuture<byte[]> readBack(FlagReader reader, String flagKey) {
        return reader.readWithin(commands, flagKey);
    }

    /// Makes all changes that are queued, or ends a look that led to none.
    ///
    /// @return whether nobody else was quicker
    boolean commit() {
        if (queued.isEmpty()) {
            var forgotten = commands.unwatch();
            held.flush();
            held.await(forgotten);
            return true;
        }
        return held.execute(queued);
    }

    private Look.Standing standing(String flagKey) {
        return Objects.requireNonNull(flags.get(flagKey), "looked at");
    }

    /// @return the revision of the next change
    private long begin() {
        if (nextRevision > FlagDecoder.LAST_REVISION) {
            throw new RedisUnavailableException("the revision counter in Redis is as far as it goes");
        }
        if (queued.isEmpty()) {
            queue(commands.multi());
        }
        return nextRevision;
    }

    private void remove(String flagKey, Set<String> environments) {
        var doomed = new ArrayList<String>();
        doomed.add(keys.flag(flagKey));
        doomed.add(keys.environments(flagKey));
        for (String name : environments) {
            doomed.add(keys.environment(flagKey, name));
            doomed.add(keys.users(flagKey, name));
            doomed.add(keys.regions(flagKey, name));
        }
        queue(commands.del(doomed.toArray(String[]::new)));
    }

    private void write(FlagDefinition definition, long revision) {
        String flagKey = definition.flagKey();
        queue(commands.hset(
                keys.flag(flagKey),
                hash(
                        "description", definition.description(),
                        "defaultEnabled", Boolean.toString(definition.defaultEnabled()),
                        "updatedAt", Timestamps.format(definition.updatedAt()),
                        "revision", Long.toString(revision))));
        add(keys.environments(flagKey), definition.environments().keySet());
        definition.environments().forEach((name, environment) -> write(flagKey, name, environment));
        add(keys.index(), Set.of(flagKey));
    }

    private void write(String flagKey, String name, EnvironmentDefinition environment) {
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

    /// The counter, the lineage where there is none yet, the stream entry and the message.
    private void step(ChangeEvent event, @Nullable String by) {
        if (nextRevision == counter + 1) {
            queue(commands.incr(keys.revision()));
        } else {
            queue(commands.set(keys.revision(), utf8(Long.toString(nextRevision))));
        }
        if (!hasLineage) {
            queue(commands.set(keys.lineage(), newLineage(), SetArgs.Builder.nx()));
        }
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
        hasLineage = true;
        counter = nextRevision;
        nextRevision++;
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
