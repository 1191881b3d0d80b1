package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A store whose Redis is away: it says so within its patience, and goes on by itself when Redis is back.
class OutageIT {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration BACK = Duration.ofSeconds(30);

    private TestRedis redis;

    @BeforeEach
    void start() {
        redis = TestRedis.plain();
    }

    @AfterEach
    void end() {
        redis.close();
    }

    @Test
    void whileRedisIsKilledEveryCallFailsAndAfterItsRestartNoneDoes() {
        try (var open = OpenStore.at(redis.url(), PATIENCE)) {
            open.put(Definitions.full("banner"));
            redis.kill();
            everyCallFailsSoon(open.store());

            redis.start();
            everyCallWorksAgain(open);
        }
    }

    @Test
    void whileRedisIsFrozenEveryCallFailsAndAfterItThawsNoneDoes() {
        try (var open = OpenStore.at(redis.url(), PATIENCE)) {
            open.put(Definitions.full("banner"));
            redis.freeze();
            everyCallFailsSoon(open.store());
            await().atMost(BACK).until(() -> !open.store().isConnected());
            everyCallFailsSoon(open.store());

            redis.thaw();
            everyCallWorksAgain(open);
        }
    }

    @Test
    void aStoreThatIsOpenedBeforeRedisIsThereConnectsOnceItIs() {
        redis.kill();
        var connections = new AtomicInteger();
        try (var way = Redis.at(RedisAddress.parse(redis.url()), OpenStore.PREFIX);
                var store = way.store(PATIENCE, connected -> connections.incrementAndGet())) {
            everyCallFailsSoon(store);
            assertThat(store.connected().toCompletableFuture()).isNotDone();

            redis.start();
            await().atMost(BACK).until(store.connected().toCompletableFuture()::isDone);
            await().until(() -> connections.get() == 1);
            assertThat(store.list().flags()).isEmpty();
        }
    }

    @Test
    void everyNewConnectionIsAnnounced() {
        var connections = new AtomicInteger();
        try (var way = Redis.at(RedisAddress.parse(redis.url()), OpenStore.PREFIX);
                var store = way.store(PATIENCE, connected -> {
                    connected.list();
                    connections.incrementAndGet();
                })) {
            await().atMost(BACK).until(() -> connections.get() == 1);
            redis.kill();
            redis.start();
            await().atMost(BACK).until(() -> connections.get() == 2);
            await().atMost(BACK).until(store::isConnected);
        }
    }

    @Test
    void aWireThatSwallowsEverythingIsNoticedAndLeft() {
        try (var wire = FaultyWire.to(redis.port());
                var open = OpenStore.at(wire.url(), PATIENCE)) {
            wire.stall();
            everyCallFailsSoon(open.store());
            await().atMost(BACK).until(() -> !open.store().isConnected());
            wire.dropConnections();
            wire.heal();

            everyCallWorksAgain(open);
        }
    }

    @Test
    void callsThatAreUnderWayWhenTheConnectionBreaksFailAsUnavailable() {
        try (var wire = FaultyWire.to(redis.port());
                var open = OpenStore.at(wire.url(), Duration.ofSeconds(20))) {
            open.put(Definitions.full("banner"));
            wire.stall();
            var failures = new ConcurrentLinkedQueue<Throwable>();
            var callers = calls(open.store()).stream()
                    .map(call -> Thread.ofPlatform().start(() -> {
                        try {
                            call.call();
                        } catch (Throwable e) {
                            failures.add(e);
                        }
                    }))
                    .toList();
            await().until(() -> callers.stream().allMatch(caller -> caller.getState() == Thread.State.TIMED_WAITING));

            wire.cut();

            await().atMost(BACK).until(() -> failures.size() == callers.size());
            assertThat(failures)
                    .allSatisfy(failure -> assertThat(failure)
                            .isInstanceOf(RedisUnavailableException.class)
                            .hasMessageContaining("Redis at 127.0.0.1:"));
        }
    }

    @Test
    void answersThatComeByteByByteAreRead() {
        try (var wire = FaultyWire.to(redis.port());
                var open = OpenStore.at(wire.url())) {
            wire.cutAnswersInto(1);

            assertThat(open.put(Definitions.numbered("banner", 7)).revision()).isEqualTo(1);
            assertThat(Definitions.number(open.store().find("banner").flag())).isEqualTo(7);
            assertThat(open.store().list().flags()).hasSize(1);
        }
    }

    private static List<ThrowingCallable> calls(FlagStore store) {
        return List.of(
                () -> store.find("banner"),
                store::list,
                () -> store.put(Definitions.full("banner")),
                () -> store.delete("banner", Definitions.NOON));
    }

    private static void everyCallFailsSoon(FlagStore store) {
        for (var call : calls(store)) {
            long started = System.nanoTime();
            assertThatExceptionOfType(RedisUnavailableException.class)
                    .isThrownBy(call)
                    .withMessageMatching("(?s).*127\\.0\\.0\\.1:\\d+.*");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LIMIT);
        }
    }

    private static void everyCallWorksAgain(OpenStore open) {
        await().atMost(BACK).until(open.store()::isConnected);
        await().atMost(BACK)
                .ignoreExceptionsInstanceOf(RedisUnavailableException.class)
                .untilAsserted(() -> {
                    var stored = open.put(Definitions.numbered("banner", 9));
                    assertThat(open.store().find("banner").flag()).isEqualTo(new FlagRead.Present(stored));
                    assertThat(open.store().list().flags()).hasSize(1);
                });
    }
}
