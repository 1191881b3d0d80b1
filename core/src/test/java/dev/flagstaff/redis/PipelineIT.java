package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.StatusOutput;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What goes to Redis in one piece arrives as the commands that it is, and every answer comes to the one it is for.
@Timeout(60)
class PipelineIT {
    private TestRedis redis;
    private Redis way;
    private RedisLink<StatefulRedisConnection<String, byte[]>> link;
    private HeldConnection held;

    @BeforeEach
    void start() {
        redis = TestRedis.plain();
        way = Redis.at(RedisAddress.parse(redis.url()), OpenStore.PREFIX);
        link = way.link("test", way.toMaster(), new RedisLink.Listener<>() {});
        link.firstUp().orTimeout(30, TimeUnit.SECONDS).join();
        held = new HeldConnection(link.connection(), way.address(), Deadline.after(Duration.ofSeconds(30)));
    }

    @AfterEach
    void end() {
        link.close();
        way.close();
        redis.close();
    }

    @Test
    void wordsOfEveryLengthArriveAsTheyAre() {
        for (int length : new int[] {0, 1, 9, 10, 99, 100, 1_000, 65_536, 1_000_000}) {
            var pipeline = new Pipeline();
            String text = "ü".repeat(length);
            pipeline.tell(new StatusOutput<>(Redis.CODEC), "SET", "text", text);
            var read = pipeline.ask(new ByteArrayOutput<>(Redis.CODEC), "GET", "text");
            held.send(pipeline);

            assertThat(Answers.text(held.await(read))).isEqualTo(text);
        }
    }

    @Test
    void commandsOfManyWordsArriveAsTheyAre() {
        var pipeline = new Pipeline();
        var members = IntStream.range(0, 1_234).mapToObj(Integer::toString).toList();
        var added = pipeline.ask(
                new IntegerOutput<>(Redis.CODEC),
                Stream.concat(Stream.of("SADD", "set"), members.stream()).toArray(String[]::new));
        held.send(pipeline);

        assertThat(held.await(added)).isEqualTo(1_234);
        assertThat(redis.cli().smembers("set")).containsExactlyInAnyOrderElementsOf(members);
    }

    @Test
    void oneThatIsRefusedTakesNothingFromTheOthers() {
        var pipeline = new Pipeline();
        var first = pipeline.ask("SET", "a", "1");
        var refused = pipeline.ask("SET", "b");
        var last = pipeline.ask("SET", "c", "3");
        held.send(pipeline);

        assertThat(held.await(last)).isEqualTo("OK");
        assertThat(held.await(first)).isEqualTo("OK");
        assertThatThrownBy(() -> held.await(refused))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("wrong number of arguments");
        assertThat(redis.cli().keys("*")).containsExactlyInAnyOrder("a", "c");
    }

    @Test
    void onAConnectionThatIsClosedEveryAnswerFails() {
        Call.hangUp(held.connection());
        var pipeline = new Pipeline();
        var first = pipeline.ask("SET", "a", "1");
        var last = pipeline.ask("SET", "b", "2");
        held.send(pipeline);

        assertThatThrownBy(() -> held.await(first)).hasMessageContaining("Connection is closed");
        assertThatThrownBy(() -> held.await(last)).hasMessageContaining("Connection is closed");
    }

    /// Lettuce keeps an eye on every command until it is done, or its time is over.
    @Test
    void whatWasAnsweredIsNotWatchedAnyLonger() {
        held.connection().setTimeout(Duration.ofHours(1));
        for (int i = 0; i < 100; i++) {
            var pipeline = new Pipeline();
            pipeline.tell(new StatusOutput<>(Redis.CODEC), "PING");
            var last = pipeline.ask("PING");
            held.send(pipeline);
            held.await(last);
        }

        var timer = (HashedWheelTimer) way.timer();
        await().atMost(Duration.ofSeconds(30)).until(() -> timer.pendingTimeouts() < 100);
    }

    @Test
    void aTransactionExecutesWhatItQueuedAndTellsWhatIsWanted() {
        var transaction = new Transaction();
        var read = new ByteArrayOutput<String, byte[]>(Redis.CODEC);
        transaction.queue("SET", "a", "1");
        transaction.queue("SADD", "set", "x", "y");
        transaction.queue(read, "GET", "a");
        transaction.queue("XADD", "stream", "1-0", "field", "value");

        assertThat(transaction.execute(held)).isTrue();
        assertThat(read.get()).asString().isEqualTo("1");
        assertThat(redis.cli().scard("set")).isEqualTo(2);
        assertThat(redis.cli().xlen("stream")).isEqualTo(1);
    }

    @Test
    void aTransactionThatLostItsRaceExecutesNothing() {
        var watch = new Pipeline();
        var watching = watch.ask("WATCH", "a");
        held.send(watch);
        held.await(watching);
        redis.cli().set("a", "theirs");
        var read = new ByteArrayOutput<String, byte[]>(Redis.CODEC);
        var transaction = new Transaction();
        transaction.queue("SET", "a", "ours");
        transaction.queue(read, "GET", "a");

        assertThat(transaction.execute(held)).isFalse();
        assertThat(read.get()).isNull();
        assertThat(redis.cli().get("a")).isEqualTo("theirs");
    }

    @Test
    void aTransactionThatIsNotQueuedWholeSaysWhichCommandWasRefused() {
        var transaction = new Transaction();
        transaction.queue("SET", "a", "1");
        transaction.queue("SET", "b");
        transaction.queue("NOSUCHCOMMAND");

        assertThatThrownBy(() -> transaction.execute(held))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("refuses: ERR wrong number of arguments");
        assertThat(redis.cli().keys("*")).isEmpty();
    }

    @Test
    void aCommandThatFailsWhenItIsExecutedIsAFailureUnlessItsAnswerIsWanted() {
        redis.cli().set("text", "text");
        var wanted = new ByteArrayOutput<String, byte[]>(Redis.CODEC);
        var well = new Transaction();
        well.queue(wanted, "EVALSHA", "0".repeat(40), "0");
        well.queue("SET", "a", "1");
        assertThat(well.execute(held)).isTrue();
        assertThat(wanted.getError()).startsWith("NOSCRIPT");

        var badly = new Transaction();
        badly.queue("SET", "a", "2");
        badly.queue("SADD", "text", "x");
        badly.queue("INCR", "text");
        assertThatThrownBy(() -> badly.execute(held))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining("refuses: WRONGTYPE");
    }
}
