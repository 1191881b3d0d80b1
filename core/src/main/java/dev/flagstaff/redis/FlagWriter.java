package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one transaction by which flags change: `WATCH`, look, `MULTI`, everything, `EXEC`. Thread-safe.
///
/// **Why nothing can be half written.** Redis runs all commands of an `EXEC` and nothing in between, but it does
/// not roll back one that fails. So whatever could make one fail is looked at under `WATCH` before: that the index
/// is a set, the counter a number with a next one, the lineage a text, the stream a stream whose last id is lower
/// than the entry's. The counter is among the watched keys; that is also what lets the revision be known before
/// `EXEC` and stand in the hash, the stream entry and the message.
///
/// **Why sixteen writes at once take little longer than one.** While a transaction is with Redis, writes that arrive
/// wait, and the next transaction makes all of them in the order in which they came. Each has a precondition, a
/// revision, an entry and a message of its own.
final class FlagWriter implements AutoCloseable {
    private static final int WEIGHT_OF_ENTRY = 64;

    private final Keys keys;
    private final Duration patience;
    private final FlagReader reader;
    private final Transactor transactor;
    private final Function<String, FlagRead> readAgain;
    private final WriteQueue queue;

    /// @param readAgain reads a flag on another connection
    FlagWriter(
            Keys keys,
            Duration patience,
            FlagReader reader,
            Transactor transactor,
            Function<String, FlagRead> readAgain) {
        this.keys = keys;
        this.patience = patience;
        this.reader = reader;
        this.transactor = transactor;
        this.readAgain = readAgain;
        queue = new WriteQueue(transactor, this::makeTogether);
    }

    PutOutcome put(FlagDefinition definition, Precondition precondition, @Nullable String by) {
        String flagKey = definition.flagKey();
        return make(flagKey, weight(definition), new PutOutcome.Conflict(), transaction -> {
            if (!transaction.meets(precondition, flagKey)) {
                var failed = new PutOutcome.PreconditionFailed(transaction.currentRevision(flagKey));
                return () -> failed;
            }
            long revision = transaction.put(definition, by);
            var readBack = transaction.readBack(flagKey);
            return () -> new PutOutcome.Written(stored(definition, revision, readBack));
        });
    }

    DeleteOutcome delete(String flagKey, Instant at, Precondition precondition, @Nullable String by) {
        return make(flagKey, 0, new DeleteOutcome.Conflict(), transaction -> {
            DeleteOutcome outcome;
            if (!transaction.meets(precondition, flagKey)) {
                outcome = new DeleteOutcome.PreconditionFailed(transaction.currentRevision(flagKey));
            } else if (!transaction.exists(flagKey)) {
                outcome = new DeleteOutcome.Absent();
            } else {
                outcome = new DeleteOutcome.Deleted(transaction.delete(flagKey, at, by));
            }
            return () -> outcome;
        });
    }

    /// @param lost the outcome when other processes were quicker each time
    private <T> T make(String flagKey, int weight, T lost, Function<WriteTransaction, Supplier<T>> change) {
        var write = new Write<>(flagKey, weight, Deadline.after(patience), lost, change);
        queue.make(write);
        return write.outcome();
    }

    private void makeTogether(List<Write<?>> writes) {
        var flagKeys = new HashSet<String>();
        writes.forEach(write -> flagKeys.add(write.flagKey()));
        // All have the same patience, and are in the order in which they came.
        var deadline = writes.getFirst().deadline();
        try {
            var done = transactor.run(deadline, held -> {
                var transaction = new WriteTransaction(keys, reader, held, flagKeys);
                writes.forEach(write -> write.queueIn(transaction));
                return transaction.commit() ? Boolean.TRUE : null;
            });
            writes.forEach(done == null ? Write::lose : Write::succeed);
        } catch (RuntimeException failure) {
            writes.forEach(write -> write.fail(failure));
        } catch (Error error) {
            writes.forEach(write -> write.fail(new IllegalStateException("a transaction broke off", error)));
        }
    }

    /// In bytes of the values, which are what may be large, and entries of the allowlists.
    private static int weight(FlagDefinition definition) {
        int weight = 0;
        for (var environment : definition.environments().values()) {
            int entries = environment.allowlistUsers().size()
                    + environment.allowlistRegions().size();
            weight += environment.value().utf8().length + WEIGHT_OF_ENTRY * entries;
        }
        return weight;
    }

    /// The transaction has it already, unless Redis had forgotten the script. Read again, the flag may be
    /// another writer's by then, or Redis away; what was written at this revision is known all the same.
    private FlagDefinition stored(FlagDefinition written, long revision, ReadBack readBack) {
        var read = Objects.requireNonNullElseGet(readBack.flag(written.flagKey()), () -> readAgain(written.flagKey()));
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

    @Override
    public void close() {
        queue.close();
    }

    private FlagRead readAgain(String flagKey) {
        try {
            return readAgain.apply(flagKey);
        } catch (RedisUnavailableException failure) {
            return new FlagRead.Absent(flagKey);
        }
    }
}
