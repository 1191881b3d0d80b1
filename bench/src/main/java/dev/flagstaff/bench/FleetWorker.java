package dev.flagstaff.bench;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.redis.ChangeListener;
import dev.flagstaff.redis.FeedSettings;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.Redis;
import dev.flagstaff.redis.RedisAddress;
import dev.flagstaff.redis.StoreContents;
import dev.flagstaff.redis.StoreMark;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Some sidecars' feeds, and what they are told. Answers each line on standard input with one on standard output,
/// some of them only when something has come about.
public final class FleetWorker {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final FleetBuckets seen = new FleetBuckets();
    private final List<Sidecar> sidecars = new ArrayList<>();

    private FleetWorker() {}

    /// Runs until its input ends.
    ///
    /// @param arguments the URL of Redis, the prefix of keys, how many sidecars
    /// @throws Exception when a question is none
    public static void main(String[] arguments) throws Exception {
        var settings = new FeedSettings(Duration.ofSeconds(5), Duration.ofSeconds(60));
        var worker = new FleetWorker();
        try (var redis = Redis.at(RedisAddress.parse(arguments[0]), arguments[1])) {
            for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                var sidecar = worker.new Sidecar();
                worker.sidecars.add(sidecar);
                var _ = redis.feed(settings, sidecar);
            }
            var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = questions.readLine(); line != null; line = questions.readLine()) {
                worker.answer(line);
            }
        }
    }

    private void answer(String question) {
        switch (question.replaceFirst(" .*", "")) {
            case "loaded", "reloaded" -> awaitAll(Sidecar::isLoaded);
            case "revision" -> {
                long wanted = Long.parseLong(question.substring("revision ".length()));
                awaitAll(sidecar -> sidecar.revision >= wanted);
            }
            case "report" -> System.out.println(seen.drain());
            case "forget" -> sidecars.forEach(sidecar -> sidecar.loaded = false);
            default -> throw new IllegalArgumentException(question);
        }
    }

    private void awaitAll(Predicate<Sidecar> condition) {
        while (!sidecars.stream().allMatch(condition)) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        System.out.println("yes");
    }

    /// What one sidecar is told.
    private final class Sidecar implements ChangeListener {
        private volatile boolean loaded;
        private volatile boolean connected;
        private volatile long revision;

        boolean isLoaded() {
            return loaded && connected;
        }

        @Override
        public void replaced(StoreContents contents) {
            revision = contents.mark().revision();
            loaded = true;
        }

        @Override
        public void changed(List<Change> changes, StoreMark mark) {
            long now = System.nanoTime();
            for (var change : changes) {
                if (change.read() instanceof FlagRead.Present(FlagDefinition definition)) {
                    seen.add(now - Long.parseLong(definition.description()));
                }
            }
            revision = mark.revision();
        }

        @Override
        public void current(long asOfNanos) {}

        @Override
        public void connected() {
            connected = true;
        }

        @Override
        public void disconnected(String reason) {
            connected = false;
        }

        @Override
        public void failing(String reason) {}
    }
}
