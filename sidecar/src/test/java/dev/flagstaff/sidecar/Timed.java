package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/// Three sidecars, each on a wire of its own, under evaluations that never end: which answers are right is known
/// at every moment, and what is wrong is kept. Says how long things took. They compare revisions as sidecars do
/// unless told otherwise, but do not read everything from time to time: that would find in the end whatever else
/// was to notice.
final class Timed implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final String row;
    private final List<FaultyWire> wires = new ArrayList<>();
    private final List<RunningSidecar> sidecars = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private final Map<String, Set<String>> right = new ConcurrentHashMap<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicLong evaluations = new AtomicLong();
    private volatile boolean over;
    private long since = System.nanoTime();

    /// @param row of the fault table
    /// @param flags that are there, and evaluated to 100 percent
    Timed(String row, TestRedis redis, String... flags) {
        this(row, redis.url(), flags);
    }

    /// @param url as which user the sidecars go to Redis
    Timed(String row, String url, String... flags) {
        this.row = row;
        for (String flag : flags) {
            right.put(flag, ConcurrentHashMap.newKeySet());
            right.get(flag).add("rollout-hit");
        }
        for (int i = 0; i < 3; i++) {
            var wire = FaultyWire.to(RedisURI.create(url).getPort());
            wires.add(wire);
            var sidecar = RunningSidecar.at(
                            wire.through(url),
                            Map.of("FLAGSTAFF_POLL_INTERVAL", "5s", "FLAGSTAFF_REREAD_INTERVAL", "1h"))
                    .awaitLoaded();
            sidecars.add(sidecar);
            readers.add(Thread.ofVirtual().start(() -> evaluate(sidecar)));
        }
        await().atMost(LIMIT).until(() -> evaluations.get() > 0);
    }

    private void evaluate(RunningSidecar sidecar) {
        while (!over) {
            right.forEach((flag, reasons) -> {
                String answer = sidecar.api()
                        .get("/api/flags/" + flag + "/evaluate?environment=production&subject=s")
                        .body();
                if (reasons.stream().noneMatch(answer::contains)) {
                    wrong.add(flag + ": " + answer);
                }
                evaluations.incrementAndGet();
            });
        }
    }

    List<FaultyWire> wires() {
        return wires;
    }

    List<RunningSidecar> sidecars() {
        return sidecars;
    }

    /// Time is counted from here.
    void now() {
        since = System.nanoTime();
    }

    /// Waits for something to hold of every sidecar, and says how long that took.
    void every(String what, Predicate<RunningSidecar> condition) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> sidecars.stream().allMatch(condition));
        System.out.printf("fault table: %s: %s after %d ms%n", row, what, (System.nanoTime() - since) / 1_000_000);
    }

    void everyServes(String what, String flag, String definition) {
        every(what, sidecar -> sidecar.definition(flag).equals(definition));
    }

    void everyMeters(String what, String metric, double value) {
        every(what, sidecar -> sidecar.scrape().value(metric) == value);
    }

    void nothingWasWrong() {
        System.out.printf("fault table: %s: %d evaluations, %d wrong%n", row, evaluations.get(), wrong.size());
        assertThat(wrong).isEmpty();
    }

    @Override
    public void close() {
        over = true;
        for (var reader : readers) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        sidecars.forEach(RunningSidecar::close);
        wires.forEach(FaultyWire::close);
    }
}
