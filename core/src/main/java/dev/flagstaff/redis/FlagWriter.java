package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one transaction by which a flag changes: `WATCH`, look, `MULTI`, everything, `EXEC`. Thread-safe; writes of
/// one process take turns, since they would only make each other fail.
///
/// **Why nothing can be half written.** Redis runs all commands of an `EXEC` and nothing in between, but it does
/// not roll back one that fails. So whatever could make one fail is looked at under `WATCH` before: that the index
/// is a set, the counter a number with a next one, the lineage a text, the stream a stream whose last id is lower
/// than the entry's. The counter is among the watched keys; that is also what lets the revision be known before
/// `EXEC` and stand in the hash, the stream entry and the message.
final class FlagWriter {
    private static final Logger LOG = LoggerFactory.getLogger(FlagWriter.class);
    private static final long LONGEST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST_ATTEMPTS = 100;

    private final Keys keys;
    private final RedisAddress address;
    private final Duration patience;
    private final FlagReader reader;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> link;
    private volatile String trouble = "";

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

    PutOutcome put(FlagDefinition definition, Precondition precondition, @Nullable String by) {
        return transact(new PutOutcome.Conflict(), (connection, deadline) -> {
            var transaction = transaction(connection, definition.flagKey(), deadline);
            if (!transaction.meets(precondition)) {
                transaction.forget();
                return new PutOutcome.PreconditionFailed(transaction.currentRevision());
            }
            var event = new ChangeEvent(
                    transaction.nextRevision(), definition.flagKey(), ChangeEvent.Op.PUT, definition.updatedAt());
            var environments = new LinkedHashSet<>(transaction.environments());
            environments.addAll(definition.environments().keySet());
            transaction.delete(environments);
            transaction.write(definition);
            transaction.step(event, by);
            var readBack = transaction.readBack(reader);
            if (!transaction.commit()) {
                return null;
            }
            return new PutOutcome.Written(stored(definition, event.revision(), readBack, connection));
        });
    }

    DeleteOutcome delete(String flagKey, Instant at, Precondition precondition, @Nullable String by) {
        return transact(new DeleteOutcome.Conflict(), (connection, deadline) -> {
            var transaction = transaction(connection, flagKey, deadline);
            if (!transaction.meets(precondition)) {
                transaction.forget();
                return new DeleteOutcome.PreconditionFailed(transaction.currentRevision());
            }
            if (!transaction.exists()) {
                transaction.forget();
                return new DeleteOutcome.Absent();
            }
            var event = new ChangeEvent(transaction.nextRevision(), flagKey, ChangeEvent.Op.DELETE, at);
            transaction.delete(transaction.environments());
            transaction.removeFromIndex();
            transaction.step(event, by);
            return transaction.commit() ? new DeleteOutcome.Deleted(event.revision()) : null;
        });
    }

    /// Declares the store to be the right one, whatever it lacks.
    ///
    /// @return its lineage, a new one where it had none or was declared right before
    String adopt() {
        return transact(null, (connection, deadline) -> {
            var commands = connection.async();
            var watching = commands.watch(keys.lineage(), keys.adopted());
            var before = commands.get(keys.lineage());
            var adopted = commands.get(keys.adopted());
            connection.flushCommands();
            deadline.await(watching, address);
            byte[] known = awaitNullable(deadline, before);
            // Told once more, an adoption has to look different: what is missing now was not adopted then.
            boolean isNews = known != null && !Arrays.equals(known, awaitNullable(deadline, adopted));
            byte[] lineage = known != null && isNews ? known : WriteTransaction.newLineage();
            var queued = List.of(
                    commands.multi(), commands.set(keys.lineage(), lineage), commands.set(keys.adopted(), lineage));
            var execution = commands.exec();
            connection.flushCommands();
            try {
                if (deadline.await(execution, address).wasDiscarded()) {
                    return null;
                }
            } catch (RedisUnavailableException failure) {
                throw Failures.ofTransaction(address, queued, failure);
            }
            queued.forEach(one -> deadline.await(one, address));
            return new String(lineage, StandardCharsets.UTF_8);
        });
    }

    private WriteTransaction transaction(
            StatefulRedisConnection<String, byte[]> connection, String flagKey, Deadline deadline) {
        return new WriteTransaction(keys, address, connection, flagKey, deadline);
    }

    @SuppressWarnings("NullAway") // an answer may be null where the key is missing
    private byte @Nullable [] awaitNullable(Deadline deadline, RedisFuture<byte[]> answer) {
        return deadline.await(answer, address);
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

    /// What a transaction does with the connection that it has for itself; null when it lost a race.
    @FunctionalInterface
    private interface Attempt<T> {
        @Nullable
        T run(StatefulRedisConnection<String, byte[]> connection, Deadline deadline);
    }

    /// Runs a transaction until it goes through, with a growing, random pause after each lost race.
    ///
    /// @param lost the outcome when it never does; null where that is Redis's fault
    private <T> T transact(@Nullable T lost, Attempt<T> attempt) {
        try {
            T outcome = tryToTransact(lost, attempt);
            tell("");
            return outcome;
        } catch (RedisUnavailableException failure) {
            tell(String.valueOf(failure.getMessage()));
            throw failure;
        }
    }

    /// A failure that goes on is logged once.
    private void tell(String now) {
        if (!now.equals(trouble)) {
            trouble = now;
            if (now.isEmpty()) {
                LOG.info("writes to Redis go through again");
            } else {
                LOG.warn("could not write: {}", now);
            }
        }
    }

    /// Why the last write failed, as a sentence without its full stop; empty where it did not, or there was none.
    String trouble() {
        return trouble;
    }

    private <T> T tryToTransact(@Nullable T lost, Attempt<T> attempt) {
        var deadline = Deadline.after(patience);
        lock(deadline);
        try {
            int attempts = 0;
            long longest = 0;
            do {
                long before = deadline.nanosLeft();
                T outcome = attempt(deadline, attempt);
                if (outcome != null) {
                    return outcome;
                }
                attempts++;
                longest = Math.max(longest, before - deadline.nanosLeft());
                long bound = Math.min(LONGEST_BACKOFF_NANOS, 100_000L << Math.min(attempts, 10));
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
                // Another attempt that time would cut off could not tell a lost race from a Redis that is away.
            } while (attempts < MOST_ATTEMPTS && deadline.nanosLeft() > 2 * longest);
            if (lost == null) {
                throw new RedisUnavailableException("Redis at " + address + " is too busy with other writers");
            }
            return lost;
        } finally {
            link.exclusive().unlock();
        }
    }

    private <T> @Nullable T attempt(Deadline deadline, Attempt<T> attempt) {
        var connection = link.connection();
        // Why the connection is of no more use; empty where it still is.
        String unclean = "Redis at " + address + " left a write unfinished";
        connection.setAutoFlushCommands(false);
        try {
            T outcome = attempt.run(connection, deadline);
            unclean = "";
            return outcome;
        } catch (RedisUnavailableException failure) {
            if (Failures.isAborted(failure)) {
                unclean = Failures.isMisplaced(failure) ? String.valueOf(failure.getMessage()) : "";
            }
            throw failure;
        } finally {
            connection.setAutoFlushCommands(true);
            if (!unclean.isEmpty()) {
                link.discard(connection, unclean);
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
            RedisFuture<byte[]> readBack,
            StatefulRedisConnection<String, byte[]> connection) {
        connection.setAutoFlushCommands(true);
        FlagRead read;
        try {
            read = Glance.of(Deadline.after(patience).await(readBack, address))
                    .only()
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
}
