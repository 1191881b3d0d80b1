package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Answers about all flags.
@Timeout(120)
class ListIT {
    private static final int FLAGS = 6;
    private static final int WRITES = 150;

    private record Seen(long revision, String body) {}

    @Test
    void theListIsSortedByFlagKey() {
        try (var redis = TestRedis.start(new String[0]);
                var writer = Writer.to(redis.url())) {
            String b = writer.put("b", "", 0);
            String lower = writer.put("a", "", 0);
            String dotted = writer.put("a.b", "", 0);
            String upper = writer.put("B", "", 0);
            try (var sidecar = RunningSidecar.at(redis.url())) {
                assertThat(sidecar.definitions()).isEqualTo("[" + String.join(",", upper, lower, dotted, b) + "]");
                assertThat(sidecar.definitions()).isEqualTo(writer.definitions());
            }
        }
    }

    @Test
    void theListIsOfTheOneRevisionThatItSaysHoweverManyWritesGoOn() throws InterruptedException, ExecutionException {
        try (var redis = TestRedis.start(new String[0]);
                var writer = Writer.to(redis.url());
                var sidecar = RunningSidecar.at(redis.url());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var over = new AtomicBoolean();
            var reader = threads.submit(() -> readUntil(over, sidecar));
            var random = new Random(1);
            // What the list must be at each revision.
            Map<Long, String> history = new LinkedHashMap<>(Map.of(0L, "[]"));
            var flags = new TreeMap<String, String>();
            for (long revision = 1; revision <= WRITES; revision++) {
                String flagKey = "f" + random.nextInt(FLAGS);
                if (flags.containsKey(flagKey) && random.nextInt(5) == 0) {
                    assertThat(writer.delete(flagKey)).isEqualTo(revision);
                    flags.remove(flagKey);
                } else {
                    flags.put(flagKey, writer.put(flagKey, "", random.nextInt(101)));
                }
                history.put(revision, "[" + String.join(",", flags.values()) + "]");
            }
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> RunningSidecar.revision(sidecar.api().get("/api/flags")) == WRITES);
            over.set(true);

            assertThat(reader.get())
                    .hasSizeGreaterThan(1)
                    .allSatisfy(seen -> assertThat(seen.body()).isEqualTo(history.get(seen.revision())));
            assertThat(sidecar.definitions()).isEqualTo(history.get((long) WRITES));
        }
    }

    private static List<Seen> readUntil(AtomicBoolean over, RunningSidecar sidecar) {
        var seen = new ArrayList<Seen>();
        while (!over.get()) {
            var answer = sidecar.api().get("/api/flags");
            seen.add(new Seen(RunningSidecar.revision(answer), answer.body()));
        }
        return seen;
    }
}
