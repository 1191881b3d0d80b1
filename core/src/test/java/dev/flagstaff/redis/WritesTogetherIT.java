package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Writes that wait while another one is with Redis are made by one transaction, and each is a change of its own.
@Timeout(120)
class WritesTogetherIT {
    private static final Duration LONG = Duration.ofSeconds(30);

    private TestRedis redis;
    private FaultyWire wire;
    private OpenStore open;
    private CountDownLatch released;

    @BeforeEach
    void start() {
        redis = TestRedis.plain();
        wire = FaultyWire.to(redis.port());
        open = OpenStore.at(wire.url(), LONG);
        released = new CountDownLatch(1);
    }

    @AfterEach
    void end() {
        release();
        open.close();
        wire.close();
        redis.close();
    }

    @Test
    void twentyWritesThatWaitAreOneTransactionAndTwentyChanges() throws Exception {
        var writes = new ArrayList<Supplier<PutOutcome>>();
        for (int i = 0; i < 20; i++) {
            var definition = Definitions.numbered("flag-" + i % 10, i);
            writes.add(() -> open.store().put(definition));
        }
        List<PutOutcome> outcomes;
        try (var heard = Subscription.to(redis.url(), "feature-flags:changed")) {
            outcomes = whileOneIsUnderWay(writes);
            await().atMost(LONG).until(() -> heard.messages().size() == 21);
        }

        assertThat(redis.calls("exec")).isEqualTo(2);
        assertThat(redis.calls("incr"))
                .as("the counter goes on by one, and then by twenty at once")
                .isEqualTo(1);
        assertThat(revisions(outcomes))
                .containsExactlyElementsOf(LongStream.rangeClosed(2, 21).boxed().toList());
        assertThat(redis.cli().get("feature-flags:revision")).isEqualTo("21");
        assertThat(redis.cli().xlen("feature-flags:changes")).isEqualTo(21);
        for (int i = 0; i < 20; i++) {
            var written = ((PutOutcome.Written) outcomes.get(i)).stored();
            assertThat(Definitions.number(written))
                    .as("what the first of two is told as well")
                    .isEqualTo(i);
            if (i >= 10) {
                assertThat(open.store().find("flag-" + i % 10).flag()).isEqualTo(new FlagRead.Present(written));
            }
        }
    }

    @Test
    void ofTwentyWhoWantToCreateAFlagTheFirstDoes() throws Exception {
        var outcomes = whileOneIsUnderWay(times(
                20, i -> open.store().put(Definitions.numbered("banner", i), Precondition.ABSENT, null)));

        assertThat(outcomes.getFirst()).isInstanceOf(PutOutcome.Written.class);
        assertThat(outcomes.subList(1, 20)).containsOnly(new PutOutcome.PreconditionFailed(2));
        assertThat(Definitions.number(open.store().find("banner").flag())).isZero();
        assertThat(redis.cli().get("feature-flags:revision")).isEqualTo("2");
    }

    @Test
    void aDeletionSeesTheWriteBeforeAndTheWriteAfterSeesTheDeletion() throws Exception {
        var outcomes = whileOneIsUnderWay(List.of(
                () -> open.store().delete("banner", Definitions.NOON),
                () -> open.store().put(Definitions.full("banner")),
                () -> open.store().delete("banner", Definitions.NOON),
                () -> open.store().delete("banner", Definitions.NOON),
                () -> open.store().put(Definitions.bare("banner"), Precondition.ABSENT, "somebody"),
                () -> open.store().put(Definitions.bare("other"), (exists, listed, revision) -> exists, null)));

        assertThat(outcomes)
                .containsExactly(
                        new DeleteOutcome.Absent(),
                        new PutOutcome.Written(Definitions.stored(Definitions.full("banner"), 2L)),
                        new DeleteOutcome.Deleted(3),
                        new DeleteOutcome.Absent(),
                        new PutOutcome.Written(Definitions.stored(Definitions.bare("banner"), 4L)),
                        new PutOutcome.PreconditionFailed(4));
        assertThat(redis.cli().keys("feature-flags:flag:banner*")).containsExactly("feature-flags:flag:banner");
    }

    @Test
    void whatLooksAndChangesNothingLeavesNoTransactionOpen() throws Exception {
        var outcomes = whileOneIsUnderWay(times(3, i -> open.store().delete("nothing", Definitions.NOON)));

        assertThat(outcomes).containsOnly(new DeleteOutcome.Absent());
        assertThat(redis.calls("exec")).isEqualTo(1);
        assertThat(redis.calls("unwatch")).isEqualTo(1);
    }

    @Test
    void largeOnesHoldRedisOneByOne() throws Exception {
        String large = "\"" + "x".repeat(200_000) + "\"";
        var outcomes = whileOneIsUnderWay(times(3, i -> open.store().put(Definitions.withValue("large-" + i, large))));

        assertThat(revisions(outcomes)).containsExactly(2L, 3L, 4L);
        assertThat(redis.calls("exec")).isEqualTo(4);
    }

    @Test
    void whereNothingCanBeWrittenEveryoneIsToldAndTheNextOnesAreWritten() throws Exception {
        var writes = times(5, i -> told(() -> open.store().put(Definitions.numbered("flag-" + i, i))));

        var outcomes = whileOneIsUnderWay(writes, () -> redis.cli().configSet("maxmemory", "1"));

        assertThat(outcomes)
                .allSatisfy(told -> assertThat(told.toString()).endsWith("refuses: it is out of memory (maxmemory)"));
        assertThat(redis.cli().keys("*")).isEmpty();
        redis.cli().configSet("maxmemory", "0");
        assertThat(revisions(List.of(open.store().put(Definitions.numbered("flag-1", 7)))))
                .containsExactly(1L);
    }

    @Test
    void whoGaveUpWaitingHasWrittenNothing() throws Exception {
        holdRedisUp();
        var first = started(() -> open.put(Definitions.bare("first")));
        awaitUnderWay();
        var second = started(() -> told(() -> open.store().put(Definitions.bare("second"))));
        awaitWaiting(second.thread());

        second.thread().interrupt();

        assertThat(second.outcome().get()).isEqualTo("interrupted while waiting to write");
        release();
        assertThat(first.outcome().get().revision()).isEqualTo(1);
        assertThat(open.put(Definitions.bare("third")).revision()).isEqualTo(2);
        assertThat(open.store().find("second").flag()).isEqualTo(new FlagRead.Absent("second"));
    }

    @Test
    void whoWritesToAStoreThatIsClosedIsTold() {
        open.store().close();

        assertThat(told(() -> open.store().put(Definitions.bare("late")))).isEqualTo("the store is closed");
    }

    @Test
    void whatWasWrittenIsReadBackInOneCall() throws Exception {
        knowTheScripts();

        whileOneIsUnderWay(times(10, i -> open.store().put(Definitions.numbered("flag-" + i, i))));

        assertThat(redis.calls("evalsha"))
                .as("a look and a call to read back, twice")
                .isEqualTo(4);
        assertThat(redis.calls("evalsha_ro")).as("nothing is read again").isZero();
    }

    @Test
    void whatIsOverwrittenAtOnceIsReadBackBefore() throws Exception {
        knowTheScripts();

        whileOneIsUnderWay(List.of(
                () -> open.store().put(Definitions.numbered("banner", 1)),
                () -> open.store().put(Definitions.numbered("other", 1)),
                () -> open.store().put(Definitions.numbered("banner", 2)),
                () -> open.store().delete("banner", Definitions.NOON)));

        assertThat(redis.calls("evalsha"))
                .as("a look, and for the first one a call to read back; a look, and two calls")
                .isEqualTo(5);
        assertThat(redis.calls("evalsha_ro")).as("nothing is read again").isZero();
    }

    @Test
    void aRedisThatForgotTheScriptsIsToldThemAgain() {
        knowTheScripts();
        redis.cli().scriptFlush();
        // Redis 6 counts that together with what loads them.
        redis.cli().configResetstat();

        assertThat(open.put(Definitions.full("banner"))).isEqualTo(Definitions.stored(Definitions.full("banner"), 2L));
        assertThat(redis.calls("script|load") + redis.calls("script"))
                .as("one to look with, one to read again with")
                .isEqualTo(2);
        open.put(Definitions.full("banner"));
        assertThat(redis.calls("script|load") + redis.calls("script")).isEqualTo(2);
    }

    private void knowTheScripts() {
        open.put(Definitions.bare("known"));
        assertThat(open.store().find("known").flag()).isInstanceOf(FlagRead.Present.class);
    }

    private static <T> List<Supplier<T>> times(int times, IntFunction<T> write) {
        return IntStream.range(0, times)
                .mapToObj(i -> (Supplier<T>) () -> write.apply(i))
                .toList();
    }

    private <T> List<T> whileOneIsUnderWay(List<Supplier<T>> writes) throws Exception {
        return whileOneIsUnderWay(writes, () -> {});
    }

    /// Has a first write held up on its way to Redis, and these wait for it, one after the other.
    ///
    /// @param meanwhile what happens when the first one is done
    private <T> List<T> whileOneIsUnderWay(List<Supplier<T>> writes, Runnable meanwhile) throws Exception {
        redis.cli().configResetstat();
        holdRedisUp();
        var first = started(() -> open.put(Definitions.bare("first")));
        awaitUnderWay();
        var waiting = new ArrayList<Started<T>>();
        for (var write : writes) {
            var one = started(write);
            awaitWaiting(one.thread());
            waiting.add(one);
        }
        meanwhile.run();
        release();
        wire.heal();
        first.thread().join();
        var outcomes = new ArrayList<T>();
        for (var one : waiting) {
            outcomes.add(one.outcome().get());
        }
        return outcomes;
    }

    private record Started<T>(Thread thread, FutureTask<T> outcome) {}

    private static <T> Started<T> started(Supplier<T> write) {
        var outcome = new FutureTask<>(write::get);
        return new Started<>(Thread.ofPlatform().start(outcome), outcome);
    }

    private static void awaitWaiting(Thread thread) {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }

    /// Until the thread that makes writes waits for Redis.
    private static void awaitUnderWay() {
        await().atMost(LONG)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(thread -> thread.getName().equals("flagstaff-writes")
                                && thread.getState() == Thread.State.TIMED_WAITING));
    }

    private void holdRedisUp() {
        var gate = released;
        wire.beforeQuestions(() -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void release() {
        released.countDown();
    }

    private static String told(Supplier<?> write) {
        try {
            return "not refused: " + write.get();
        } catch (RedisUnavailableException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static List<Long> revisions(List<PutOutcome> outcomes) {
        return outcomes.stream()
                .map(OpenStore::written)
                .map(FlagDefinition::revision)
                .toList();
    }
}
