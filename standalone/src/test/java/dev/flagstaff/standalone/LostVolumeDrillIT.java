package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.sidecar.Sidecar;
import dev.flagstaff.sidecar.SidecarConfig;
import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The drill for a Redis that lost its volume, as an operator runs it: the fleet is the backup.
@Timeout(300)
class LostVolumeDrillIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int FLAGS = 20;
    private static final int SIDECARS = 3;

    private final TestRedis redis = TestRedis.plain();
    private final OpenAdmin admin = OpenAdmin.at(redis.url());
    private final HttpConversation api = admin.api();
    private final List<Sidecar> sidecars = new ArrayList<>();
    private final AtomicBoolean over = new AtomicBoolean();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        sidecars.forEach(Sidecar::close);
        admin.close();
        redis.close();
    }

    @Test
    void aLostVolumeIsRefilledFromTheFleetAndNoEvaluationIsEverWrong() throws Exception {
        putFlags();
        startSidecars();
        ofEach(sidecar -> assertThat(flags(sidecar)).isEqualTo(adminFlags()).contains("\"flag-19\""));
        var right = evaluations();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var load = new ArrayList<Future<Integer>>();
            try {
                sidecars.forEach(sidecar -> load.add(threads.submit(() -> evaluate(sidecar, right))));

                loseTheVolume();
                ofEach(sidecar -> assertThat(suspect(sidecar)).isEqualTo("1.0"));
                assertThat(adminFlags()).isEqualTo("[]");

                String snapshot =
                        management(sidecars.getFirst()).get("/snapshot").body();
                var restored = api.post("/api/admin/store/restore", snapshot);
                assertThat(restored.statusCode()).as(restored.body()).isEqualTo(200);
                assertThat(restored.body()).contains("\"flag-0\"", "\"flag-19\"", "\"kept\":[]");

                ofEach(sidecar -> {
                    assertThat(suspect(sidecar)).isEqualTo("0.0");
                    assertThat(flags(sidecar)).isEqualTo(adminFlags());
                });
            } finally {
                over.set(true);
            }
            for (var one : load) {
                assertThat(one.get()).as("evaluations of one sidecar").isPositive();
            }
        }
        assertThat(wrong).isEmpty();

        redis.cli().srem("feature-flags:index", "flag-0");
        ofEach(sidecar -> assertThat(
                        conversation(sidecar).get("/api/flags/flag-0").statusCode())
                .as("absence means deletion again")
                .isEqualTo(404));
    }

    private void putFlags() {
        String body =
                "{\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":50,\"value\":%d}}}";
        await().atMost(LIMIT)
                .until(() ->
                        api.put("/api/admin/flags/flag-0", body.formatted(0)).statusCode() == 200);
        for (int i = 1; i < FLAGS; i++) {
            assertThat(api.put("/api/admin/flags/flag-" + i, body.formatted(i)).statusCode())
                    .isEqualTo(200);
        }
    }

    private void startSidecars() {
        for (int i = 0; i < SIDECARS; i++) {
            sidecars.add(Sidecar.start(SidecarConfig.from(Map.of(
                    "REDIS_URL", redis.url(),
                    "FLAGSTAFF_SIDECAR_PORT", "0",
                    "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", "0",
                    "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1"))));
        }
    }

    private void loseTheVolume() {
        redis.kill();
        redis.deleteData();
        redis.start();
    }

    /// What every evaluation is answered with, by its path.
    private Map<String, String> evaluations() {
        var right = new TreeMap<String, String>();
        for (int i = 0; i < FLAGS; i++) {
            String path = "/api/flags/flag-" + i + "/evaluate?environment=production&subject=user-" + i;
            right.put(path, api.get(path).body());
        }
        assertThat(right.values()).anyMatch(one -> one.contains("rollout-hit"));
        return right;
    }

    /// Returns how many evaluations it asked for.
    private int evaluate(Sidecar sidecar, Map<String, String> right) {
        var conversation = conversation(sidecar);
        int asked = 0;
        while (!over.get()) {
            right.forEach((path, expected) -> {
                String answer = conversation.get(path).body();
                if (!answer.equals(expected)) {
                    wrong.add(path + ": " + answer);
                }
            });
            asked += right.size();
        }
        return asked;
    }

    private void ofEach(Consumer<Sidecar> claim) {
        sidecars.forEach(sidecar -> await().atMost(LIMIT).untilAsserted(() -> claim.accept(sidecar)));
    }

    private String adminFlags() {
        return api.get("/api/admin/flags").body();
    }

    private static String flags(Sidecar sidecar) {
        return conversation(sidecar).get("/api/flags").body();
    }

    private static String suspect(Sidecar sidecar) {
        return management(sidecar)
                .get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith("flagstaff_store_suspect "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .findFirst()
                .orElse("");
    }

    private static HttpConversation conversation(Sidecar sidecar) {
        return new HttpConversation(sidecar.url(), TwoEnds.SIDECAR);
    }

    private static HttpConversation management(Sidecar sidecar) {
        return new HttpConversation(
                "http://127.0.0.1:" + sidecar.managementPort(), DescribedApi.managementOf("sidecar"));
    }
}
