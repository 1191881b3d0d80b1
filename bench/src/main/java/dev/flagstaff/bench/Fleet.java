package dev.flagstaff.bench;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.PutOutcome;
import dev.flagstaff.redis.Redis;
import dev.flagstaff.redis.RedisAddress;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Many sidecars on one Redis: the feeds of real sidecars in a few processes, changes at a steady rate, and then all
/// connections cut off at once. Prints how long changes take to be seen, and what Redis spends on them.
///
/// Feeds of one process share the threads that a real sidecar has for itself, and nothing else. The machine's clock
/// that is taken, [System#nanoTime], is the same in every process on Linux.
public final class Fleet {
    private static final String PREFIX = "flagstaff-bench-fleet";
    private static final int FLAGS = 100;
    private static final int WARM_UP_SECONDS = 20;

    private final RedisCommands<String, String> redis;
    private final FlagStore store;
    private final List<FleetProcess> processes;
    private final int sidecars;

    private Fleet(RedisCommands<String, String> redis, FlagStore store, List<FleetProcess> processes, int sidecars) {
        this.redis = redis;
        this.store = store;
        this.processes = processes;
        this.sidecars = sidecars;
    }

    /// Measures and prints.
    ///
    /// @param arguments the URL of a Redis, how many sidecars, in how many processes, changes a second, for how
    ///     many seconds
    /// @throws Exception when Redis is not there or a process fails
    public static void main(String[] arguments) throws Exception {
        String url = arguments.length > 0 ? arguments[0] : "redis://127.0.0.1:16379";
        int sidecars = number(arguments, 1, 500);
        int processCount = number(arguments, 2, 4);
        int rate = number(arguments, 3, 100);
        int seconds = number(arguments, 4, 30);
        var processes = new ArrayList<FleetProcess>();
        try (var client = RedisClient.create(url);
                var way = Redis.at(RedisAddress.parse(url), PREFIX);
                var store = way.store(Duration.ofSeconds(5), connected -> {})) {
            store.connected().toCompletableFuture().get(10, TimeUnit.SECONDS);
            var redis = client.connect().sync();
            try {
                for (int i = 0; i < FLAGS; i++) {
                    put(store, i);
                }
                long started = System.nanoTime();
                for (int i = 0; i < processCount; i++) {
                    processes.add(FleetProcess.start(url, PREFIX, share(sidecars, processCount, i)));
                }
                var fleet = new Fleet(redis, store, processes, sidecars);
                fleet.awaitAll("loaded");
                System.out.printf(
                        Locale.ROOT,
                        "%d sidecars in %d processes up and loaded after %.1f s%n",
                        sidecars,
                        processCount,
                        secondsSince(started));
                fleet.warmUp(rate);
                fleet.change(rate, seconds);
                fleet.reconnect();
            } finally {
                processes.forEach(FleetProcess::close);
                cleanUp(redis);
            }
        }
    }

    /// A fleet has run for long when a change comes: what its processes are still compiling is not to be measured.
    private void warmUp(int rate) throws IOException {
        writeSteadily(rate, rate * WARM_UP_SECONDS);
        awaitQuiet();
        for (var process : processes) {
            process.ask("report");
            process.readBuckets(new TreeMap<>());
        }
    }

    private void change(int rate, int seconds) throws IOException {
        var before = Spent.sofar(redis);
        int changes = rate * seconds;
        double took = writeSteadily(rate, changes);
        awaitQuiet();
        var spent = Spent.sofar(redis).since(before);
        var seen = new TreeMap<Integer, Long>();
        for (var process : processes) {
            process.ask("report");
            process.readBuckets(seen);
        }
        long count = seen.values().stream().mapToLong(Long::longValue).sum();
        System.out.printf(
                Locale.ROOT,
                "%d changes in %.1f s (%d/s wanted); %d of %d times seen, the others as a part of a later one%n",
                changes,
                took,
                rate,
                count,
                (long) changes * sidecars);
        System.out.printf(
                Locale.ROOT,
                "from before the write until a sidecar has it: p50 %.2f ms  p99 %.2f ms  max %.2f ms%n",
                FleetBuckets.millis(seen, 0.5),
                FleetBuckets.millis(seen, 0.99),
                FleetBuckets.millis(seen, 1));
        System.out.printf(
                Locale.ROOT,
                "Redis: %.0f %% of a core; per change and sidecar %.1f µs and %.0f bytes out%n",
                100 * spent.cpuSeconds() / took,
                1e6 * spent.cpuSeconds() / changes / sidecars,
                (double) spent.bytesOut() / changes / sidecars);
    }

    /// Returns how many seconds it took.
    private double writeSteadily(int rate, int changes) {
        long started = System.nanoTime();
        long next = started;
        for (int i = 0; i < changes; i++) {
            put(store, i % FLAGS);
            next += TimeUnit.SECONDS.toNanos(1) / rate;
            LockSupport.parkNanos(next - System.nanoTime());
        }
        return secondsSince(started);
    }

    /// Cuts everybody off but this connection.
    private void reconnect() throws IOException {
        for (var process : processes) {
            process.ask("forget");
        }
        var before = Spent.sofar(redis);
        long started = System.nanoTime();
        redis.clientKill(KillArgs.Builder.typeNormal().skipme());
        redis.clientKill(KillArgs.Builder.typePubsub().skipme());
        awaitAll("reloaded");
        double took = secondsSince(started);
        var spent = Spent.sofar(redis).since(before);
        System.out.printf(
                Locale.ROOT,
                "all cut off at once: everyone connected and had read everything after %.2f s; Redis spent %.2f s of"
                        + " CPU and sent %.1f MB%n",
                took,
                spent.cpuSeconds(),
                spent.bytesOut() / 1e6);
    }

    private void awaitAll(String what) throws IOException {
        for (var process : processes) {
            process.ask(what);
        }
        for (var process : processes) {
            process.awaitAnswer();
        }
    }

    /// Until every feed has told the newest revision.
    private void awaitQuiet() throws IOException {
        String newest = Long.toString(store.list().mark().revision());
        awaitAll("revision " + newest);
    }

    /// A flag that says when it was written.
    private static void put(FlagStore store, int number) {
        var definition = new FlagDefinition(
                "flag-" + number, Long.toString(System.nanoTime()), true, new TreeMap<>(), Instant.now(), null);
        if (!(store.put(definition) instanceof PutOutcome.Written)) {
            throw new IllegalStateException("somebody else writes to " + PREFIX);
        }
    }

    private static void cleanUp(RedisCommands<String, String> redis) {
        var keys = redis.keys(PREFIX + ":*");
        if (!keys.isEmpty()) {
            redis.unlink(keys.toArray(String[]::new));
        }
    }

    private static int share(int whole, int parts, int part) {
        return whole / parts + (part < whole % parts ? 1 : 0);
    }

    private static int number(String[] arguments, int index, int standard) {
        return arguments.length > index ? Integer.parseInt(arguments[index]) : standard;
    }

    private static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }

    /// What Redis has spent since it was started.
    private record Spent(double cpuSeconds, long bytesOut) {
        static Spent sofar(RedisCommands<String, String> redis) {
            var info = redis.info("cpu") + "\r\n" + redis.info("stats");
            return new Spent(field(info, "used_cpu_sys") + field(info, "used_cpu_user"), (long)
                    field(info, "total_net_output_bytes"));
        }

        private static double field(String info, String name) {
            return Arrays.stream(info.split("\r\n"))
                    .filter(line -> line.startsWith(name + ":"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        }

        Spent since(Spent before) {
            return new Spent(cpuSeconds - before.cpuSeconds, bytesOut - before.bytesOut);
        }
    }
}
