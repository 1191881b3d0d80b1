package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.StoreContents;
import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Never wrong, never silent: writers write and faults strike at random, readers of three sidecars write down what
/// they see, and nothing of it may contradict the invariants. In the end, again and again, everyone holds the same.
///
/// Runs for `-Dflagstaff.history.seconds`, 20 unless said otherwise, by `-Dflagstaff.history.seed`, at random
/// unless said otherwise. No sidecar asks Redis for anything of its own accord: whatever is missed stays missed.
class HistoryIT {
    private static final Duration EQUAL_WITHIN = Duration.ofSeconds(10);
    private static final Pattern DIGEST = Pattern.compile("\"digest\":\"([0-9a-f]{64})\"");
    private static final int SIDECARS = 3;

    private final long seed =
            Long.getLong("flagstaff.history.seed", ThreadLocalRandom.current().nextLong(1_000_000));
    private final long seconds = Long.getLong("flagstaff.history.seconds", 20);
    private final Random random = new Random(seed);
    private final History history = new History();
    private final List<FaultyWire> wires = new ArrayList<>();
    private final List<RunningSidecar> sidecars = new ArrayList<>();
    private final List<Sight> sights = new ArrayList<>();
    private volatile boolean over;

    @Test
    void whateverFailsNoAnswerIsWrongAndNothingThatWasAcknowledgedIsLost() throws Exception {
        try (var redis = TestRedis.start("--appendfsync", "always");
                var traffic = new Traffic(redis.url(), history, random);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                startSidecars(redis);
                var readers = startReaders(threads);
                var faults = new Faults(redis, wires, random);
                int rounds = strike(traffic, faults);
                over = true;
                stopReaders(readers);
                checkRegressions();
                System.out.printf(
                        "history: seed %d, %d s, %d rounds, %d writes (%d unanswered), %d readings, faults %s, violations %d%n",
                        seed,
                        seconds,
                        rounds,
                        history.writes(),
                        history.uncertainWrites(),
                        history.readings(),
                        faults.happened(),
                        history.violations().size());
                assertThat(history.violations()).as("seed %d", seed).isEmpty();
                assertThat(history.readings()).isPositive();
            } finally {
                over = true;
                sidecars.forEach(RunningSidecar::close);
                wires.forEach(FaultyWire::close);
            }
        }
    }

    private void startSidecars(TestRedis redis) {
        for (int i = 0; i < SIDECARS; i++) {
            var wire = FaultyWire.to(redis.port());
            wires.add(wire);
            sidecars.add(RunningSidecar.at(wire.url()));
        }
    }

    private List<Future<?>> startReaders(ExecutorService threads) {
        var readers = new ArrayList<Future<?>>();
        for (int i = 0; i < SIDECARS; i++) {
            var sight = new Sight("sidecar " + i, sidecars.get(i), history, random.nextLong());
            sights.add(sight);
            readers.add(threads.submit(() -> {
                while (!over) {
                    sight.look();
                }
            }));
        }
        return readers;
    }

    private void stopReaders(List<Future<?>> readers) throws InterruptedException, ExecutionException {
        for (var reader : readers) {
            reader.get();
        }
    }

    /// Rounds of faults, after each of which everything has to be well.
    private int strike(Traffic traffic, Faults faults) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        int rounds = 0;
        while (System.nanoTime() - end < 0 && history.violations().isEmpty()) {
            rounds++;
            traffic.resume();
            faults.pause(300);
            boolean writersAreQuietFirst = strike(faults);
            if (writersAreQuietFirst) {
                traffic.pause();
                faults.healWires();
            } else {
                faults.healWires();
                faults.pause(60);
                traffic.pause();
            }
            var contents = awaitEqual(traffic);
            history.check(contents);
        }
        return rounds;
    }

    /// Returns whether writers are to pause before the wires are well again: what is missed then, nobody
    /// tells of again.
    private boolean strike(Faults faults) {
        switch (random.nextInt(4)) {
            case 0 -> faults.breakConnections();
            case 1 -> faults.strikeRedis();
            case 2 -> {
                faults.disturbWire();
                faults.pauseNowAndThenLong();
                return random.nextBoolean();
            }
            default -> {
                faults.disturbWire();
                faults.pause(100);
                faults.breakConnections();
                faults.strikeRedis();
            }
        }
        return false;
    }

    private StoreContents awaitEqual(Traffic traffic) {
        long deadline = System.nanoTime() + EQUAL_WITHIN.toNanos();
        while (true) {
            var contents = traffic.contents();
            String digest = digest(contents).toString();
            var held = sidecars.stream().map(HistoryIT::digest).toList();
            if (held.stream().allMatch(digest::equals)) {
                return contents;
            }
            if (System.nanoTime() - deadline > 0) {
                history.violation("Redis holds " + digest + ", the sidecars " + held + " after " + EQUAL_WITHIN);
                return contents;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    /// Whatever Redis answers here is on disk before: the store never goes back, and so no sidecar may say so.
    private void checkRegressions() {
        for (int i = 0; i < SIDECARS; i++) {
            double counted = sidecars.get(i).scrape().value("flagstaff_store_regressions_total");
            if (counted > 0) {
                history.violation("sidecar " + i + " counted regressions: " + counted);
            }
        }
    }

    private static String digest(RunningSidecar sidecar) {
        var found = DIGEST.matcher(sidecar.management().get("/snapshot").body());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    private static Digest digest(StoreContents contents) {
        var sum = Digest.NONE;
        for (var read : contents.flags().values()) {
            if (read instanceof FlagRead.Present(var definition)) {
                sum = sum.xor(Digest.of(DefinitionWriter.write(definition)));
            }
        }
        return sum;
    }
}
