package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CompleteableCommand;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Commands that go to Redis in one piece. Lettuce hands every command to Netty's thread by itself, and makes a dozen
/// objects of it; these are handed over together, as the bytes that they are. Filled and sent by one thread, once.
final class Pipeline {
    private static final int FIRST_SIZE = 1024;
    private static final int LONGEST_HEAD = 16;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;
    private final List<RedisCommand<String, byte[], ?>> commands = new ArrayList<>();
    private CompletableFuture<?> lastAnswer = CompletableFuture.completedFuture("");

    /// Adds a command whose answer somebody waits for.
    <T> RedisFuture<T> ask(CommandOutput<String, byte[], T> answer, String... words) {
        var command = new AsyncCommand<>(write(answer, words));
        commands.add(command);
        lastAnswer = command;
        return command;
    }

    /// Adds a command that answers with a word.
    RedisFuture<String> ask(String... words) {
        return ask(new StatusOutput<>(Redis.CODEC), words);
    }

    /// Adds a command whose answer nobody waits for.
    ///
    /// @param answer what becomes of it; several commands may have the same
    void tell(CommandOutput<String, byte[], ?> answer, String... words) {
        commands.add(write(answer, words));
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    void send(StatefulRedisConnection<String, byte[]> connection) {
        connection.dispatch(new Whole(commands, lastAnswer));
    }

    private <T> Part<T> write(CommandOutput<String, byte[], T> answer, String... words) {
        int start = length;
        writeHead('*', words.length);
        for (String word : words) {
            byte[] text = word.getBytes(StandardCharsets.UTF_8);
            writeHead('$', text.length);
            reserve(text.length + 2);
            System.arraycopy(text, 0, bytes, length, text.length);
            length += text.length;
            endLine();
        }
        return new Part<>(answer, start, length);
    }

    private void writeHead(char type, int number) {
        reserve(LONGEST_HEAD);
        bytes[length++] = (byte) type;
        writeNumber(number);
        endLine();
    }

    private void writeNumber(int number) {
        if (number >= 10) {
            writeNumber(number / 10);
        }
        bytes[length++] = (byte) ('0' + number % 10);
    }

    private void endLine() {
        bytes[length++] = '\r';
        bytes[length++] = '\n';
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /// To Lettuce no command that it knows, so that it makes nothing of it but its answer.
    private static final class Unknown implements ProtocolKeyword {
        static final Unknown KEYWORD = new Unknown();

        @Override
        public byte[] getBytes() {
            throw new UnsupportedOperationException("a command of a pipeline is written already");
        }

        @Override
        public String toString() {
            return "PIPELINE";
        }
    }

    /// One command.
    private final class Part<T> extends Command<String, byte[], T> {
        private final int start;
        private final int end;

        Part(CommandOutput<String, byte[], T> answer, int start, int end) {
            super(Unknown.KEYWORD, answer);
            this.start = start;
            this.end = end;
        }

        @Override
        public void encode(ByteBuf out) {
            out.writeBytes(bytes, start, end - start);
        }
    }

    /// All of them, on their way to [Unpacking]. Not done before the last answer is there, or Lettuce has waited
    /// for that long enough.
    private static final class Whole extends Command<String, byte[], String> implements CompleteableCommand<String> {
        private final List<RedisCommand<String, byte[], ?>> commands;
        private final CompletableFuture<?> lastAnswer;

        Whole(List<RedisCommand<String, byte[], ?>> commands, CompletableFuture<?> lastAnswer) {
            super(Unknown.KEYWORD, new StatusOutput<>(Redis.CODEC));
            this.commands = commands;
            this.lastAnswer = lastAnswer;
        }

        @Override
        public void onComplete(Consumer<? super String> action) {
            onComplete((answer, failure) -> action.accept(answer));
        }

        @Override
        public void onComplete(BiConsumer<? super String, Throwable> action) {
            var _ = lastAnswer.whenComplete((answer, failure) -> action.accept("", failure));
        }

        @Override
        public boolean completeExceptionally(Throwable failure) {
            commands.forEach(command -> command.completeExceptionally(failure));
            return super.completeExceptionally(failure);
        }

        @Override
        public void cancel() {
            commands.forEach(RedisCommand::cancel);
            super.cancel();
        }
    }

    /// The first that sees what is written to a channel: makes a pipeline the list of commands that Lettuce writes at
    /// once.
    @Sharable
    static final class Unpacking extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            var _ = context.write(message instanceof Whole whole ? whole.commands : message, promise);
        }
    }
}
