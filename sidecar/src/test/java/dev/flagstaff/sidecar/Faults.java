package dev.flagstaff.sidecar;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What happens to Redis and to the wires between it and the sidecars, by one seed. Used by one thread.
final class Faults {
    private final TestRedis redis;
    private final List<FaultyWire> wires;
    private final Random random;
    private final Map<String, Integer> happened = new TreeMap<>();

    Faults(TestRedis redis, List<FaultyWire> wires, Random random) {
        this.redis = redis;
        this.wires = wires;
        this.random = random;
    }

    /// How often each has happened.
    Map<String, Integer> happened() {
        return happened;
    }

    /// Connections are cut off, here and there, a few times.
    void breakConnections() {
        for (int i = random.nextInt(4); i >= 0; i--) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    note("subscribers killed");
                    redis.cli().clientKill(KillArgs.Builder.typePubsub());
                }
                case 2 -> {
                    note("connections killed");
                    redis.cli().clientKill(KillArgs.Builder.typeNormal());
                }
                default -> {
                    note("wire dropped");
                    wire().dropConnections();
                }
            }
            pause(60);
        }
    }

    /// Redis itself freezes, dies, or forgets its scripts, and is well again when this returns.
    void strikeRedis() {
        switch (random.nextInt(5)) {
            case 0, 1 -> {
                note("Redis frozen");
                redis.freeze();
                pauseNowAndThenLong();
                redis.thaw();
            }
            case 2, 3 -> {
                note("Redis killed");
                redis.kill();
                pause(300);
                redis.start();
            }
            default -> {
                note("scripts forgotten");
                redis.cli().scriptFlush();
                pause(50);
            }
        }
    }

    /// Something is wrong with one wire from now on.
    void disturbWire() {
        var wire = wire();
        switch (random.nextInt(4)) {
            case 0 -> {
                note("wire cut");
                wire.cut();
            }
            case 1 -> {
                note("wire stalled");
                wire.stall();
            }
            case 2 -> {
                note("answers late");
                wire.delayAnswers(Duration.ofMillis(1 + random.nextInt(500)));
            }
            default -> {
                note("answers in bits");
                wire.cutAnswersInto(1 + random.nextInt(50));
            }
        }
    }

    void healWires() {
        wires.forEach(FaultyWire::heal);
    }

    /// Long enough for a connection to be given up, now and then.
    void pauseNowAndThenLong() {
        pause(random.nextInt(10) == 0 ? 5_000 : 400);
    }

    void pause(int mostMillis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(mostMillis)));
    }

    private void note(String fault) {
        happened.merge(fault, 1, Integer::sum);
    }

    private FaultyWire wire() {
        return wires.get(random.nextInt(wires.size()));
    }
}
