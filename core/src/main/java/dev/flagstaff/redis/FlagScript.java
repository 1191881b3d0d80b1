package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// The script that reads flags, and how to have Redis run it. Thread-safe.
final class FlagScript {
    /// How many changes one call tells of, and how many flags it is to be asked for, at most: so few that Redis
    /// is free for others after a few milliseconds, so many that round trips do not count.
    static final int MOST = 50;
    /// How many changes one call tells of that reads no flags for them.
    static final int MOST_NAMES = 1_000;

    private static final Script SCRIPT = Script.of("read-flags.lua");
    private static final int ATTEMPTS = 3;

    private final Keys keys;
    private final RedisAddress address;
    private final Duration patience;
    /// False once the server turned out to be older than Redis 7, which has no read-only form of `EVALSHA`.
    private volatile boolean readOnlyScripts = true;

    /// @param patience how long one round trip may take
    FlagScript(Keys keys, RedisAddress address, Duration patience) {
        this.keys = keys;
        this.address = address;
        this.patience = patience;
    }

    /// What one call is to find.
    ///
    /// @param since the revision after which changes are wanted, as text; empty where none are
    /// @param next the one after it
    /// @param changes how many changes to tell of at most
    /// @param readsThem whether the flags that changed are wanted as well
    /// @param flagKeys flags that are wanted in any case
    record Question(String since, String next, int changes, boolean readsThem, List<String> flagKeys) {
        static Question about(List<String> flagKeys) {
            return new Question("", "", 0, false, flagKeys);
        }

        static Question read(long since, List<String> flagKeys) {
            return new Question(Long.toString(since), Long.toString(since + 1), MOST, true, flagKeys);
        }

        static Question name(long since) {
            return new Question(Long.toString(since), Long.toString(since + 1), MOST_NAMES, false, List.of());
        }

        private List<String> arguments(Keys keys) {
            var arguments = new ArrayList<>(
                    List.of(keys.flag(""), since, next, Integer.toString(changes), Boolean.toString(readsThem)));
            arguments.addAll(flagKeys);
            return arguments;
        }
    }

    /// Asks one question.
    Glance ask(StatefulRedisConnection<String, byte[]> connection, Question question) {
        return ask(connection, List.of(question), 1).next();
    }

    /// Asks questions, and has the answers in the same order, each when it is asked for.
    ///
    /// @param ahead how many are on their way at any time, so that Redis is at the next ones
    ///     while we make something of an answer
    Iterator<Glance> ask(StatefulRedisConnection<String, byte[]> connection, List<Question> questions, int ahead) {
        return new Asking(connection, questions, ahead);
    }

    private final class Asking implements Iterator<Glance> {
        private final StatefulRedisConnection<String, byte[]> connection;
        private final List<Question> questions;
        private final int ahead;
        private final Deque<RedisFuture<byte[]>> awaited = new ArrayDeque<>();
        private int answered;
        private int failures;

        Asking(StatefulRedisConnection<String, byte[]> connection, List<Question> questions, int ahead) {
            this.connection = connection;
            this.questions = questions;
            this.ahead = ahead;
        }

        @Override
        public boolean hasNext() {
            return answered < questions.size();
        }

        @Override
        public Glance next() {
            byte[] answer = await();
            answered++;
            send();
            return Glance.of(answer);
        }

        private void send() {
            while (awaited.size() < ahead && answered + awaited.size() < questions.size()) {
                var next = questions.get(answered + awaited.size());
                awaited.add(call(connection.async(), next));
            }
        }

        private byte[] await() {
            while (true) {
                send();
                try {
                    return FlagScript.this.await(awaited.remove());
                } catch (RedisUnavailableException failure) {
                    if (++failures == ATTEMPTS) {
                        throw new RedisUnavailableException(
                                "Redis at " + address + " forgets our script as soon as it is loaded", failure);
                    }
                    prepare(connection, failure);
                    // The others failed with it, and are asked anew.
                    awaited.clear();
                }
            }
        }
    }

    /// Has Redis know the script, or uses a command that it knows.
    ///
    /// @throws RedisUnavailableException the same failure, where it is another one
    private void prepare(StatefulRedisConnection<String, byte[]> connection, RedisUnavailableException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (Failures.isNoScript(cause)) {
            await(connection.async().scriptLoad(SCRIPT.text()));
        } else if (Failures.isUnknownCommand(cause)) {
            readOnlyScripts = false;
        } else {
            throw failure;
        }
    }

    private RedisFuture<byte[]> call(RedisAsyncCommands<String, byte[]> commands, Question question) {
        String[] scriptKeys = scriptKeys();
        byte[][] arguments = question.arguments(keys).stream()
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
        return readOnlyScripts
                ? commands.evalshaReadOnly(SCRIPT.digest(), ScriptOutputType.VALUE, scriptKeys, arguments)
                : commands.evalsha(SCRIPT.digest(), ScriptOutputType.VALUE, scriptKeys, arguments);
    }

    /// The same question as a command's words, not `EVALSHA_RO`: a transaction must not use that, since the server may
    /// be too old.
    String[] words(Question question) {
        String[] scriptKeys = scriptKeys();
        var words = new ArrayList<>(List.of("EVALSHA", SCRIPT.digest(), Integer.toString(scriptKeys.length)));
        words.addAll(List.of(scriptKeys));
        words.addAll(question.arguments(keys));
        return words.toArray(String[]::new);
    }

    private String[] scriptKeys() {
        return new String[] {keys.index(), keys.changes(), keys.revision(), keys.lineage(), keys.adopted()};
    }

    private <T> T await(RedisFuture<T> answer) {
        return Deadline.after(patience).await(answer, address);
    }
}
