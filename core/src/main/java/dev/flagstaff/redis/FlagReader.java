package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.redis.FlagScript.Question;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Reads flags whole, and many of them as they were at one revision. Thread-safe; the order of reads is the order
/// in which a connection got them.
final class FlagReader {
    /// How often a store that becomes another one meanwhile, or does not tell what changed, is read
    /// from the beginning.
    private static final int ATTEMPTS = 10;

    private final Keys keys;
    private final RedisAddress address;
    private final Duration patience;
    private final FlagScript script;

    /// @param patience how long one round trip may take
    FlagReader(Keys keys, RedisAddress address, Duration patience) {
        this.keys = keys;
        this.address = address;
        this.patience = patience;
        script = new FlagScript(keys, address, patience);
    }

    FlagStore.Found read(StatefulRedisConnection<String, byte[]> connection, String flagKey) {
        return script.ask(connection, Question.about(List.of(flagKey))).only();
    }

    /// The words of a command that reads flags within a transaction.
    String[] wordsWithin(Collection<String> flagKeys) {
        return script.words(Question.about(List.copyOf(flagKeys)));
    }

    /// Reads flags, and all that changed after a revision, as they are at one revision.
    ///
    /// @param flagKeys becomes empty as they are read
    /// @param known gives an equal definition that is kept already, or else the same: what has not changed then
    ///     takes no more memory
    /// @return nothing where the store went back or became another one meanwhile, or does not tell what changed
    Optional<StoreContents> readSince(
            StatefulRedisConnection<String, byte[]> connection,
            long revision,
            Set<String> flagKeys,
            UnaryOperator<FlagDefinition> known) {
        return CatchUp.run(script, connection, known, revision, flagKeys);
    }

    /// Every flag that the index names, all of one revision.
    ///
    /// @param held flags that are asked for though the index may not name them
    /// @param known as in [#readSince]
    StoreContents readAll(
            StatefulRedisConnection<String, byte[]> connection, Set<String> held, UnaryOperator<FlagDefinition> known) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var mark = mark(connection);
            var flagKeys = index(connection);
            flagKeys.addAll(held);
            var contents = readSince(connection, mark.revision(), flagKeys, known)
                    .filter(read -> mark.isContinuedBy(read.mark()));
            if (contents.isPresent()) {
                contents.get().flags().values().removeIf(read -> !isThere(read, held));
                return contents.get();
            }
        }
        throw new RedisUnavailableException(
                "Redis at " + address + " does not tell what changed while its flags were read");
    }

    private static boolean isThere(FlagRead read, Set<String> held) {
        return switch (read) {
            case FlagRead.Present _, FlagRead.Broken _ -> true;
            case FlagRead.Unlisted _ -> held.contains(read.flagKey());
            case FlagRead.Absent _ -> false;
        };
    }

    /// What the index names.
    Set<String> index(StatefulRedisConnection<String, byte[]> connection) {
        var flagKeys = new HashSet<String>();
        await(connection.async().smembers(member -> flagKeys.add(Answers.text(member)), keys.index()));
        return flagKeys;
    }

    /// Where the store stands.
    StoreMark mark(StatefulRedisConnection<String, byte[]> connection) {
        var texts = await(connection.async().mget(keys.revision(), keys.lineage(), keys.adopted()));
        return FlagDecoder.mark(
                texts.get(0).getValueOrElse(null),
                texts.get(1).getValueOrElse(null),
                texts.get(2).getValueOrElse(null));
    }

    private <T> T await(RedisFuture<T> answer) {
        return Deadline.after(patience).await(answer, address);
    }
}
