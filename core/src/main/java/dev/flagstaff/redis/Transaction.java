package dev.flagstaff.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Commands from `MULTI` to `EXEC`, sent together when they are executed. Used by one thread, once.
final class Transaction {
    private final Pipeline pipeline = new Pipeline();
    /// What Redis says when it queues them.
    private final Heard queueing = new Heard();
    /// What it says when it executes them, where nobody wants to know more than whether they failed.
    private final Heard executing = new Heard();

    private final List<CommandOutput<String, byte[], ?>> results = new ArrayList<>();

    Transaction() {
        pipeline.tell(queueing, "MULTI");
    }

    /// Queues a command that must not fail.
    void queue(String... words) {
        queue(executing, words);
    }

    /// Queues a command.
    ///
    /// @param result what it answers when it is executed
    void queue(CommandOutput<String, byte[], ?> result, String... words) {
        pipeline.tell(queueing, words);
        results.add(result);
    }

    boolean isEmpty() {
        return results.isEmpty();
    }

    /// Executes them.
    ///
    /// @return whether nobody else was quicker
    /// @throws RedisUnavailableException when Redis refuses, fails, or has not answered in time
    boolean execute(HeldConnection held) {
        var execution = pipeline.ask(new Execution(results), "EXEC");
        held.send(pipeline);
        boolean executed;
        try {
            executed = held.await(execution);
        } catch (RedisUnavailableException failure) {
            throw Failures.ofTransaction(held.address(), queueing.getError(), failure);
        }
        if (executing.hasError()) {
            throw Failures.unavailable(held.address(), new RedisCommandExecutionException(executing.getError()));
        }
        return executed;
    }

    /// Of several answers the first error, and nothing else.
    private static final class Heard extends CommandOutput<String, byte[], @Nullable Void> {
        Heard() {
            super(Redis.CODEC, null);
        }

        @Override
        public void set(ByteBuffer bytes) {}

        @Override
        public void set(long integer) {}

        @Override
        public void set(double number) {}

        @Override
        public void setError(ByteBuffer error) {
            if (!hasError()) {
                super.setError(error);
            }
        }
    }

    /// Whether `EXEC` executed, and for each command what it answered then.
    private static final class Execution extends CommandOutput<String, byte[], Boolean> {
        private final List<CommandOutput<String, byte[], ?>> results;
        private int done;

        Execution(List<CommandOutput<String, byte[], ?>> results) {
            super(Redis.CODEC, false);
            this.results = results;
        }

        @Override
        public void multi(int count) {
            output = true;
        }

        @Override
        public void set(ByteBuffer bytes) {
            // Nothing at all in place of answers: a key that was watched has changed.
            if (output) {
                results.get(done).set(bytes);
            }
        }

        @Override
        public void setSingle(ByteBuffer bytes) {
            results.get(done).setSingle(bytes);
        }

        @Override
        public void set(long integer) {
            results.get(done).set(integer);
        }

        @Override
        public void setError(ByteBuffer error) {
            if (output) {
                results.get(done).setError(error);
            } else {
                super.setError(error);
            }
        }

        @Override
        public void complete(int depth) {
            if (depth == 1) {
                done++;
            }
        }
    }
}
