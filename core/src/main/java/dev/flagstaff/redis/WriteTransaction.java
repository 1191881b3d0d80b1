package dev.flagstaff.redis;

import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Timestamps;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
    private static final String CHANGES_KEPT = "10000";

    private final Keys keys;
    private final HeldConnection held;
    private final FlagReader reader;
    private final Map<String, Look.Standing> flags;
    /// Flags that the index is to name, or to name no more, as soon as somebody looks there.
    private final Set<String> listed = new LinkedHashSet<>();

    private final Set<String> unlisted = new LinkedHashSet<>();
    private boolean hasLineage;
    private final long firstCounter;
    private long counter;
    private long nextRevision;
    private final Transaction transaction = new Transaction();
    /// What is to be read as soon as that is overwritten, or at the end.
    private @Nullable ReadBack readBack;

    /// Watches and looks.
    WriteTransaction(Keys keys, FlagReader reader, HeldConnection held, Collection<String> flagKeys) {
        this.keys = keys;
        this.held = held;
        this.reader = reader;
        var look = Look.at(keys, held, flagKeys);
        flags = new HashMap<>(look.flags());
        hasLineage = look.hasLineage();
        firstCounter = look.counter();
        counter = firstCounter;
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
        long revision = begin(flagKey);
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
        long revision = begin(flagKey);
        remove(flagKey, standing(flagKey).environments());
        listed.remove(flagKey);
        unlisted.add(flagKey);
        step(new ChangeEvent(revision, flagKey, ChangeEvent.Op.DELETE, at), by);
        flags.put(flagKey, Look.Standing.ABSENT);
        return revision;
    }

    /// Queues that a flag be read, as the changes before leave it.
    ReadBack readBack(String flagKey) {
        if (readBack == null) {
            readBack = new ReadBack();
        }
        readBack.add(flagKey);
        return readBack;
    }

    /// Makes all changes that are queued, or ends a look that led to none.
    ///
    /// @return whether nobody else was quicker
    boolean commit() {
        queueIndex();
        queueCounter();
        queueReadBack();
        if (transaction.isEmpty()) {
            var pipeline = new Pipeline();
            var forgotten = pipeline.ask("UNWATCH");
            held.send(pipeline);
            held.await(forgotten);
            return true;
        }
        return transaction.execute(held);
    }

    private void queueReadBack() {
        if (readBack != null) {
            queueIndex();
            readBack.queueIn(transaction, reader);
            readBack = null;
        }
    }

    private void queueIndex() {
        add(keys.index(), listed);
        listed.clear();
        if (!unlisted.isEmpty()) {
            transaction.queue(words("SREM", keys.index(), unlisted));
            unlisted.clear();
        }
    }

    /// Once for all changes: nobody sees it in between.
    private void queueCounter() {
        if (counter == firstCounter + 1) {
            transaction.queue("INCR", keys.revision());
        } else if (counter != firstCounter) {
            transaction.queue("SET", keys.revision(), Long.toString(counter));
        }
    }

    private Look.Standing standing(String flagKey) {
        return Objects.requireNonNull(flags.get(flagKey), "looked at");
    }

    /// @return the revision of the next change
    private long begin(String flagKey) {
        if (nextRevision > FlagDecoder.LAST_REVISION) {
            throw new RedisUnavailableException("the revision counter in Redis is as far as it goes");
        }
        if (readBack != null && readBack.contains(flagKey)) {
            queueReadBack();
        }
        return nextRevision;
    }

    private void remove(String flagKey, Set<String> environments) {
        var words = new ArrayList<>(List.of("DEL", keys.flag(flagKey), keys.environments(flagKey)));
        for (String name : environments) {
            words.add(keys.environment(flagKey, name));
            words.add(keys.users(flagKey, name));
            words.add(keys.regions(flagKey, name));
        }
        transaction.queue(words.toArray(String[]::new));
    }

    private void write(FlagDefinition definition, long revision) {
        String flagKey = definition.flagKey();
        transaction.queue(
                "HSET",
                keys.flag(flagKey),
                "description",
                definition.description(),
                "defaultEnabled",
                Boolean.toString(definition.defaultEnabled()),
                "updatedAt",
                Timestamps.format(definition.updatedAt()),
                "revision",
                Long.toString(revision));
        add(keys.environments(flagKey), definition.environments().keySet());
        definition.environments().forEach((name, environment) -> write(flagKey, name, environment));
        unlisted.remove(flagKey);
        listed.add(flagKey);
    }

    private void write(String flagKey, String name, EnvironmentDefinition environment) {
        transaction.queue(
                "HSET",
                keys.environment(flagKey, name),
                "enabled",
                Boolean.toString(environment.enabled()),
                "rolloutPercent",
                Integer.toString(environment.rolloutPercent()),
                "value",
                environment.value().text(),
                "updatedAt",
                Timestamps.format(environment.updatedAt()));
        add(keys.users(flagKey, name), environment.allowlistUsers());
        add(keys.regions(flagKey, name), environment.allowlistRegions());
    }

    /// The lineage where there is none yet, the stream entry and the message.
    private void step(ChangeEvent event, @Nullable String by) {
        if (!hasLineage) {
            transaction.queue("SET", keys.lineage(), newLineage(), "NX");
        }
        var entry = new ArrayList<>(List.of("XADD", keys.changes(), "MAXLEN", "~", CHANGES_KEPT));
        entry.addAll(List.of(
                event.revision() + "-0",
                "flagKey",
                event.flagKey(),
                "op",
                event.op().wireName()));
        entry.addAll(List.of("at", Timestamps.format(event.at())));
        if (by != null) {
            entry.addAll(List.of("by", by));
        }
        transaction.queue(entry.toArray(String[]::new));
        transaction.queue("PUBLISH", keys.channel(), event.toJson());
        hasLineage = true;
        counter = nextRevision;
        nextRevision++;
    }

    private void add(String key, Collection<String> members) {
        if (!members.isEmpty()) {
            transaction.queue(words("SADD", key, members));
        }
    }

    private static String[] words(String command, String key, Collection<String> members) {
        var words = new ArrayList<>(List.of(command, key));
        words.addAll(members);
        return words.toArray(String[]::new);
    }

    static String newLineage() {
        return UUID.randomUUID().toString();
    }
}
