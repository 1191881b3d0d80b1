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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one transaction by which a flag changes: `WATCH`, look, `MULTI`, everything, `EXEC`. Thread-safe; writes of
/// one process take turns, since they would only make each other fail.
///
/// **Why nothing can be half written.** Redis runs all commands of an `EXEC` and nothing in between, but it does
/// not roll back one that fails. So whatever could make one fail is looked at under `WATCH` before: that the index
/// is a set, the counter a number with a next one, the lineage a text, the stream a stream whose last id is lower
/// than the entry's. The counter is among the watched keys; that is also what lets the revision be known before
/// `EXEC` and stand in the hash, the stream entry and the message.
final class FlagWriter {
    /// Roughly how many entries the change stream keeps.
    private static final long CHANGES_KEPT = 10_000;
    private static final long LONGEST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST_ATTEMPTS = 100;

    private final Keys keys;
    private final RedisAddress address;
    private final Duration patience;
    private final FlagReader reader;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> link;

    FlagWriter(
            Keys keys,
            RedisAddress address,
            Duration patience,
            FlagReader reader,
            RedisLink<StatefulRedisConnection<String, byte[]>> link) {
        this.keys = keys;
        this.address = address;
        this.patience = patience;
        this.reader = reader;
        this.link = link;
    }

    PutOutcome put(FlagDefinition definition) {
        return transact(definition.flagKey(), new PutOutcome.Conflict(), transaction -> {
            var event = new ChangeEvent(
                    transaction.nextRevision(), definition.flagKey(), ChangeEvent.Op.PUT, definition.updatedAt());
            var environments = new LinkedHashSet<>(transaction.environments());
            environments.addAll(definition.environments().keySet());
            transaction.delete(environments);
            transaction.write(definition);
            transaction.step(event);
            var readBack = transaction.readBack();
            if (!transaction.commit()) {
                return null;
            }
            return new PutOutcome.Written(stored(definition, event.revision(), readBack, transaction.connection()));
        });
    }

    DeleteOutcome delete(String flagKey, Instant at) {
        return transact(flagKey, new DeleteOutcome.Conflict(), transaction -> {
            if (!transaction.exists()) {
                transaction.forget();
                return new DeleteOutcome.Absent();
            }
            var event = new ChangeEvent(transaction.nextRevision(), flagKey, ChangeEvent.Op.DELETE, at);
            transaction.delete(transaction.environments());
            transaction.removeFromIndex();
            transaction.step(event);
            return transaction.commit() ? new DeleteOutcome.Deleted(event.revision()) : null;
        });
    }

    Optional<String> serverSetting(StatefulRedisConnection<String, byte[]> connection, String name) {
        try {
            var answer = Deadline.after(patience).await(connection.async().configGet(name), address);
            return Optional.ofNullable(answer.get(name));
        } catch (RedisUnavailableException forbidden) {
            return Optional.empty();
        }
    }

    void serverSetting(StatefulRedisConnection<String, byte[]> connection, Map<String, String> settings) {
        Deadline.after(patience).await(connection.async().configSet(settings), address);
    }

    /// Runs a transaction until it goes through, with a growing, random pause after each lost race.
    ///
    /// @param attempt returns null when it lost
    private <T> T transact(String flagKey, T lost, Function<Transaction, @Nullable T> attempt) {
        var deadline = Deadline.after(patience);
        lock(deadline);
        try {
            int attempts = 0;
            do {
                T outcome = attempt(flagKey, deadline, attempt);
                if (outcome != null) {
                    return outcome;
                }
                attempts++;
                long bound = Math.min(LONGEST_BACKOFF_NANOS, 100_000L << Math.min(attempts, 10));
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
            } while (attempts < MOST_ATTEMPTS && deadline.nanosLeft() > 0);
            return lost;
        } finally {
            link.exclusive().unlock();
        }
    }

    private <T> @Nullable T attempt(String flagKey, Deadline deadline, Function<Transaction, @Nullable T> attempt) {
        var connection = link.connection();
        boolean clean = false;
        connection.setAutoFlushCommands(false);
        try {
            T outcome = attempt.apply(new Transaction(connection, flagKey, deadline));
            clean = true;
            return outcome;
        } finally {
            connection.setAutoFlushCommands(true);
            if (!clean) {
                link.discard(connection, "Redis at " + address + " left a write unfinished");
            }
        }
    }

    private void lock(Deadline deadline) {
        try {
            if (!link.exclusive().tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw new RedisUnavailableException("Redis at " + address + " is too slow for the writes that wait");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailableException("interrupted while waiting to write", e);
        }
    }

    /// The transaction has it already, unless Redis had forgotten the script. Read again, the flag may be
    /// another writer's by then, or Redis away; what was written at this revision is known all the same.
    private FlagDefinition stored(
            FlagDefinition written,
            long revision,
            RedisFuture<List<Object>> readBack,
            StatefulRedisConnection<String, byte[]> connection) {
        connection.setAutoFlushCommands(true);
        FlagRead read;
        try {
            read = FlagReader.decode(written.flagKey(), Deadline.after(patience).await(readBack, address))
                    .flag();
        } catch (RedisUnavailableException noScript) {
            read = readAgain(connection, written.flagKey());
        }
        if (read instanceof FlagRead.Present(var stored) && Objects.equals(stored.revision(), revision)) {
            return stored;
        }
        return new FlagDefinition(
                written.flagKey(),
                written.description(),
                written.defaultEnabled(),
                written.environments(),
                written.updatedAt(),
                revision);
    }

    private FlagRead readAgain(StatefulRedisConnection<String, byte[]> connection, String flagKey) {
        try {
            return reader.read(connection, flagKey).flag();
        } catch (RedisUnavailableException failure) {
            return new FlagRead.Absent(flagKey);
        }
    }

    /// One attempt: what it saw under `WATCH`, and the commands it queues.
    private final class Transaction {
        private final StatefulRedisConnection<String, byte[]> connection;
        private final RedisAsyncCommands<String, byte[]> commands;
        private final String flagKey;
        private final Deadline deadline;
        private final Set<String> environments = new LinkedHashSet<>();
        private final boolean exists;
        private final long counter;
        private final long nextRevision;
        private final List<RedisFuture<?>> queued = new ArrayList<>();

        Transaction(StatefulRedisConnection<String, byte[]> connection, String flagKey, Deadline deadline) {
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
            var revision = commands.get(keys.revision());
            var lineage = commands.get(keys.lineage());
            var stream = commands.xinfoStream(keys.changes());
            connection.flushCommands();
            await(watching);
            exists = await(indexed) || await(present) > 0;
            if (await(environmentsType).equals("set")) {
                await(environmentNames).forEach(name -> environments.add(new String(name, StandardCharsets.UTF_8)));
            }
            counter = FlagDecoder.revision(awaitNullable(revision));
            nextRevision = Math.max(counter, lastStreamRevision(stream)) + 1;
            if (nextRevision > FlagDecoder.LAST_REVISION) {
                throw new RedisUnavailableException("the revision counter in Redis is as far as it goes");
            }
            awaitNullable(lineage);
        }

        StatefulRedisConnection<String, byte[]> connection() {
            return connection;
        }

        /// Whether anything of the flag is there, be it only half of one.
        boolean exists() {
            return exists;
        }

        Collection<String> environments() {
            return environments;
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
            definition.environments().forEach((name, environment) -> write(name, environment, updatedAt));
            add(keys.index(), Set.of(flagKey));
        }

        private void write(String name, EnvironmentDefinition environment, String updatedAt) {
            queue(commands.hset(
                    keys.environment(flagKey, name),
                    hash(
                            "enabled", Boolean.toString(environment.enabled()),
                            "rolloutPercent", Integer.toString(environment.rolloutPercent()),
                            "value", environment.value().text(),
                            "updatedAt", updatedAt)));
            add(keys.users(flagKey, name), environment.allowlistUsers());
            add(keys.regions(flagKey, name), environment.allowlistRegions());
        }

        void removeFromIndex() {
            queue(commands.srem(keys.index(), utf8(flagKey)));
        }

        /// The counter, the lineage where there is none yet, the stream entry and the message.
        void step(ChangeEvent event) {
            if (nextRevision == counter + 1) {
                queue(commands.incr(keys.revision()));
            } else {
                queue(commands.set(keys.revision(), utf8(Long.toString(nextRevision))));
            }
            queue(commands.set(keys.lineage(), utf8(UUID.randomUUID().toString()), SetArgs.Builder.nx()));
            var arguments = new XAddArgs()
                    .id(event.revision() + "-0")
                    .maxlen(CHANGES_KEPT)
                    .approximateTrimming();
            queue(commands.xadd(
                    keys.changes(),
                    arguments,
                    hash(
                            "flagKey", event.flagKey(),
                            "op", event.op().wireName(),
                            "at", Timestamps.format(event.at()))));
            queue(commands.publish(keys.channel(), event.toJson()));
        }

        RedisFuture<List<Object>> readBack() {
            return reader.call(commands, flagKey, false);
        }

        /// Whether nobody else was quicker.
        boolean commit() {
            var execution = commands.exec();
            connection.flushCommands();
            TransactionResult result = await(execution);
            if (result.wasDiscarded()) {
                return false;
            }
            queued.forEach(this::await);
            return true;
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
                queue(commands.sadd(key, members.stream().map(FlagWriter::utf8).toArray(byte[][]::new)));
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
                if (text(info.get(i)).equals("last-generated-id")) {
                    return FlagDecoder.revisionOf(text(info.get(i + 1)));
                }
            }
            throw new RedisUnavailableException("Redis at " + address + " does not tell the last id of a stream");
        }

        private <T> T await(RedisFuture<T> answer) {
            return deadline.await(answer, address);
        }

        @SuppressWarnings("NullAway") // an answer may be null where the key is missing
        private byte @Nullable [] awaitNullable(RedisFuture<byte[]> answer) {
            return await(answer);
        }
    }

    private static Map<String, byte[]> hash(String... fieldsAndValues) {
        var hash = new LinkedHashMap<String, byte[]>();
        for (int i = 0; i < fieldsAndValues.length; i += 2) {
            hash.put(fieldsAndValues[i], utf8(fieldsAndValues[i + 1]));
        }
        return hash;
    }

    private static String text(Object value) {
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
