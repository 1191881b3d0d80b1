package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RestoreArgs;
import io.lettuce.core.ScriptOutputType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The rows of the fault table with three sidecars that are set as sidecars are, under evaluations all the time: each
/// says how long it took to notice and to recover, and none lets a wrong answer through.
@Timeout(300)
class FaultTimesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String CONNECTED = "flagstaff_redis_connected";
    private static final String SUSPECT = "flagstaff_store_suspect";
    private static final String REFUSED = "flagstaff_definitions_refused";

    private final TestRedis redis = TestRedis.start("--repl-diskless-sync-delay", "0");
    private final Writer writer = Writer.to(redis.url());

    @BeforeEach
    void flags() {
        writer.put("f", "before", 100);
        writer.put("g", "before", 100);
    }

    @AfterEach
    void close() {
        writer.close();
        redis.close();
    }

    @Test
    void aLostMessage() {
        try (var timed = new Timed("message lost", redis.urlWithoutTracking(), "f", "g")) {
            redis.cli().configSet("notify-keyspace-events", "");
            timed.now();
            redis.cli()
                    .eval(
                            """
                            local revision = redis.call('INCR', KEYS[1])
                            redis.call('HSET', KEYS[2], 'description', 'unpublished', 'revision', revision)
                            redis.call('XADD', KEYS[3], revision .. '-0', 'flagKey', 'f', 'op', 'put',
                                'at', '2026-03-19T12:00:00.000Z')
                            """,
                            ScriptOutputType.STATUS,
                            "feature-flags:revision",
                            "feature-flags:flag:f",
                            "feature-flags:changes");
            timed.every("noticed and read", sidecar -> sidecar.definition("f").contains("unpublished"));
            for (var sidecar : timed.sidecars()) {
                assertThat(sidecar.scrape().value("flagstaff_changes_applied_total{source=\"poll\"}"))
                        .as("the stream named the one flag that changed")
                        .isEqualTo(1);
            }
            timed.nothingWasWrong();
        }
    }

    @Test
    void connectionsThatDropInAStorm() {
        try (var timed = new Timed("connections dropped in a storm", redis, "f", "g")) {
            String last = "";
            for (int i = 0; i < 50; i++) {
                last = writer.put("f", "storm " + i, 100);
                if (i % 10 == 9) {
                    redis.cli().clientKill(KillArgs.Builder.typePubsub());
                    timed.wires().forEach(FaultyWire::dropConnections);
                }
            }
            timed.now();
            timed.everyServes("recovered", "f", last);
            timed.nothingWasWrong();
        }
    }

    @Test
    void aRedisThatFreezes() {
        try (var timed = new Timed("Redis frozen", redis, "f", "g")) {
            timed.now();
            redis.freeze();
            timed.everyMeters("noticed", CONNECTED, 0);
            redis.thaw();
            timed.now();
            timed.everyServes("recovered", "f", writer.put("f", "after", 100));
            timed.nothingWasWrong();
        }
    }

    /// Its other end vanished: nothing that is sent is answered, and nobody says that the connection is closed.
    @Test
    void aConnectionThatIsHalfOpen() {
        try (var timed = new Timed("half-open connection", redis, "f", "g")) {
            timed.now();
            timed.wires().forEach(FaultyWire::loseTheOtherEnd);
            String after = writer.put("f", "after", 100);
            timed.everyServes("noticed and recovered", "f", after);
            timed.nothingWasWrong();
        }
    }

    @Test
    void aRedisThatIsKilledAndComesBackWithItsData() {
        try (var timed = new Timed("killed, data kept", redis, "f", "g")) {
            timed.now();
            redis.kill();
            timed.everyMeters("noticed", CONNECTED, 0);
            redis.start();
            timed.now();
            timed.everyServes("recovered", "f", writer.put("f", "after", 100));
            timed.nothingWasWrong();
        }
    }

    @Test
    void aRedisThatIsKilledAndComesBackWithoutItsData() {
        try (var timed = new Timed("killed, data lost", redis, "f", "g")) {
            redis.kill();
            redis.deleteData();
            redis.start();
            timed.now();
            timed.everyMeters("noticed", SUSPECT, 1);
            timed.nothingWasWrong();
        }
    }

    @Test
    void flushall() {
        try (var timed = new Timed("FLUSHALL", redis, "f", "g")) {
            timed.now();
            redis.cli().flushall();
            timed.everyMeters("noticed", SUSPECT, 1);
            timed.nothingWasWrong();
        }
    }

    @Test
    void anIndexThatIsEvicted() {
        try (var timed = new Timed("index evicted", redis, "f", "g")) {
            timed.now();
            redis.cli().del("feature-flags:index");
            timed.everyMeters("noticed", SUSPECT, 1);
            timed.nothingWasWrong();
        }
    }

    /// A replica that never got anything takes the master's place.
    @Test
    void anEmptyReplicaThatIsPromoted() {
        try (var replica = TestRedis.start("--replicaof", "127.0.0.1", "1");
                var timed = new Timed("empty replica promoted", redis, "f", "g")) {
            replica.cli().replicaofNoOne();
            timed.now();
            timed.wires().forEach(wire -> wire.leadTo(replica.port()));
            timed.everyMeters("noticed", SUSPECT, 1);
            timed.wires().forEach(wire -> wire.leadTo(redis.port()));
            timed.now();
            timed.everyMeters("recovered when the right one is back", SUSPECT, 0);
            timed.nothingWasWrong();
        }
    }

    @Test
    void aBackupOfTheSameStore() {
        writer.put("f", "newer", 0);
        byte[] older = redis.cli().dump("feature-flags:flag:g");
        writer.put("g", "newer", 100);
        try (var timed = new Timed("older backup restored", redis, "g")) {
            timed.now();
            redis.cli().multi();
            redis.cli()
                    .restore(
                            "feature-flags:flag:g",
                            older,
                            RestoreArgs.Builder.ttl(0).replace());
            redis.cli().set("feature-flags:revision", "3");
            redis.cli().exec();
            timed.everyMeters("noticed and counted", "flagstaff_store_regressions_total", 1);
            timed.every("served", sidecar -> sidecar.definition("g").contains("\"before\""));
            timed.nothingWasWrong();
        }
    }

    /// A failover loses the last write, and the next one gets its number; one sidecar hears of none of it.
    @Test
    void aNumberThatIsGivenTwice() {
        try (var replica = TestRedis.start("--replicaof", "127.0.0.1", Integer.toString(redis.port()));
                var timed = new Timed("number given twice", redis, "f", "g")) {
            await().atMost(LIMIT).until(() -> "2".equals(replica.cli().get("feature-flags:revision")));
            replica.cli().replicaofNoOne();
            timed.wires().getLast().cut();
            String lost = writer.put("f", "lost", 100);
            timed.wires().stream()
                    .limit(2)
                    .forEach(wire -> assertThat(wire.port()).isPositive());
            await().atMost(LIMIT)
                    .until(() -> timed.sidecars().getFirst().definition("f").equals(lost)
                            && timed.sidecars().get(1).definition("f").equals(lost));
            try (var next = Writer.to(replica.url())) {
                String other = next.put("g", "same number", 100);
                timed.now();
                timed.wires().forEach(wire -> wire.leadTo(replica.port()));
                timed.wires().getLast().heal();
                timed.everyServes("recovered", "g", other);
                String truth = next.definitions();
                timed.every("equal", sidecar -> sidecar.definitions().equals(truth));
            }
            timed.nothingWasWrong();
        }
    }

    @Test
    void answersThatAreSlowOrComeInBits() {
        try (var timed = new Timed("answers late and in bits", redis, "f", "g")) {
            timed.wires().getFirst().delayAnswers(Duration.ofMillis(500));
            timed.wires().get(1).cutAnswersInto(3);
            timed.now();
            timed.everyServes("seen", "f", writer.put("f", "after", 100));
            timed.nothingWasWrong();
        }
    }

    @Test
    void aFlagThatIsBrokenByHand() {
        try (var timed = new Timed("flag broken by hand", redis, "f", "g")) {
            timed.now();
            redis.cli().hset("feature-flags:flag:f:environment:production", "enabled", "maybe");
            timed.everyMeters("noticed", REFUSED, 1);
            timed.now();
            redis.cli().hset("feature-flags:flag:f:environment:production", "enabled", "true");
            timed.everyMeters("recovered", REFUSED, 0);
            timed.nothingWasWrong();
        }
    }

    @Test
    void aRedisThatRunsOutOfMemory() {
        try (var timed = new Timed("out of memory", redis, "f", "g")) {
            redis.cli().configSet("maxmemory", "1");
            assertThat(timed.sidecars())
                    .allSatisfy(sidecar -> assertThat(sidecar.readiness()).isEqualTo(200));
            redis.cli().configSet("maxmemory", "0");
            timed.now();
            timed.everyServes("recovered", "f", writer.put("f", "after", 100));
            timed.nothingWasWrong();
        }
    }

    /// The writer's clock jumps an hour ahead, and then back two: what was written last is what holds, and no age is
    /// anybody's clock's.
    @Test
    void aWritersClockThatJumps() {
        try (var timed = new Timed("clock jumps by an hour", redis, "f", "g")) {
            timed.now();
            for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
                timed.everyServes("seen with " + jump, "f", writer.putAt("f", "jump " + jump, 100, jump));
            }
            assertThat(timed.sidecars()).allSatisfy(sidecar -> {
                assertThat(sidecar.scrape().value("flagstaff_staleness_seconds"))
                        .isBetween(0.0, 60.0);
                assertThat(sidecar.scrape().value("flagstaff_propagation_seconds_sum"))
                        .isNotNegative();
            });
            timed.nothingWasWrong();
        }
    }

    @Test
    void aStartWithoutRedisFromASnapshot(@TempDir Path directory) {
        var remembering = Map.of("FLAGSTAFF_SNAPSHOT_DIR", directory.toString());
        String truth = writer.definitions();
        try (var sidecar = RunningSidecar.at(redis.url(), remembering).awaitLoaded()) {
            await().atMost(LIMIT).until(() -> sidecar.definitions().equals(truth));
        }
        redis.kill();
        long started = System.nanoTime();
        try (var sidecar = RunningSidecar.at(redis.url(), remembering).awaitLoaded()) {
            System.out.printf(
                    "fault table: started without Redis: served after %d ms%n",
                    (System.nanoTime() - started) / 1_000_000);
            assertThat(sidecar.definitions()).isEqualTo(truth);
        }
    }
}
