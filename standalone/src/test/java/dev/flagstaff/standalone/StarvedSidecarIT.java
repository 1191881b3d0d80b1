package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.Scrape;
import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A sidecar process that gets no processor for a while, as with a starved pod or a pause of its collector, or no
/// room on its disk, or whose clock jumps: it is behind, and then it is not, and in between nothing is wrong.
@Timeout(300)
class StarvedSidecarIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern PLACES =
            Pattern.compile("serving evaluations at (http://\\S+), health and metrics at (http://[^\"\\s]+)");

    private static final Pattern SINCE = Pattern.compile("\"since\":\"([^\"]+)\"");

    /// Where distributions put what shifts the clock of one process.
    private static final List<Path> FAKE_CLOCKS = Stream.of("x86_64-linux-gnu/", "aarch64-linux-gnu/", "", "../lib64/")
            .map(place -> Path.of("/usr/lib/" + place + "faketime/libfaketime.so.1"))
            .toList();

    @TempDir
    Path directory;

    private final TestRedis redis = TestRedis.plain();
    private final OpenAdmin admin = OpenAdmin.at(redis.url());
    private final HttpConversation api = admin.api();

    @AfterEach
    void close() {
        admin.close();
        redis.close();
    }

    /// Longer than Redis is given to answer, so that every timer that there is has run out when it goes on.
    @Test
    void oneThatStandsStillWhileFlagsChangeServesThemWhenItGoesOn() {
        put("f", "before");
        try (var sidecar = start(List.of(), Map.of())) {
            var places = places(sidecar);
            await().atMost(LIMIT)
                    .until(() -> places.sidecar().get("/api/flags").body().contains("\"before\""));

            sidecar.signal("STOP");
            long stopped = System.nanoTime();
            String last = "";
            for (int i = 0; i < 200; i++) {
                last = put("f", "change " + i);
            }
            await().atMost(LIMIT)
                    .until(() ->
                            System.nanoTime() - stopped > Duration.ofSeconds(6).toNanos());
            sidecar.signal("CONT");
            long went = System.nanoTime();

            String newest = last;
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> places.sidecar().get("/api/flags/f").body().equals(newest));
            System.out.printf(
                    "fault table: sidecar stopped for 6 s: equal %d ms after it went on%n",
                    (System.nanoTime() - went) / 1_000_000);
            assertThat(places.management().get("/readyz").statusCode()).isEqualTo(200);
            assertThat(places.management().get("/metrics").body())
                    .contains("flagstaff_store_suspect 0.0", "flagstaff_store_regressions_total 0.0");
        }
    }

    /// A limit on the size of a file needs no rights: the kernel refuses to write on in the same way.
    @Test
    void oneWhoseFilesMayNotGrowServesOnAndKeepsTheSnapshotOfBefore() throws IOException {
        // In units of 512 bytes: room for what it says and for a small snapshot.
        var limited = List.of("sh", "-c", "ulimit -f 400; exec \"$@\"", "sh");
        servesOn(limited, directory.resolve("snapshots"), "File too large");
    }

    /// Only who may mount gets a small disk: for everybody else, this is skipped.
    @Test
    void oneWhoseDiskIsFullServesOnAndKeepsTheSnapshotOfBefore() throws IOException, InterruptedException {
        var disk = Files.createDirectory(directory.resolve("disk"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", disk.toString()))
                .as("mount")
                .isZero();
        try {
            servesOn(List.of(), disk, "No space left on device");
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isZero();
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
    }

    private void servesOn(List<String> before, Path snapshots, String reason) throws IOException {
        put("f", "before");
        var file = snapshots.resolve("flagstaff-snapshot.json");
        try (var sidecar = start(before, Map.of("FLAGSTAFF_SNAPSHOT_DIR", snapshots.toString()))) {
            var places = places(sidecar);
            await().atMost(LIMIT).until(() -> Files.exists(file));
            String small = Files.readString(file);

            String large = put("large", "x".repeat(4_000), "y".repeat(220_000));

            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(places.management().get("/metrics").body())
                                    .containsPattern("(?m)^flagstaff_snapshot_failures_total [1-9]"));
            assertThat(places.sidecar().get("/api/flags/large").body()).isEqualTo(large);
            assertThat(places.management().get("/readyz").statusCode()).isEqualTo(200);
            assertThat(places.management().get("/readyz").body())
                    .contains("\"snapshot\":{\"holds\":false,\"required\":false", reason);
            assertThat(Files.readString(file)).isEqualTo(small);
            assertThat(snapshots.resolve("flagstaff-snapshot.json.new")).doesNotExist();

            assertThat(api.send("DELETE", "/api/admin/flags/large").statusCode())
                    .isEqualTo(204);

            await().atMost(LIMIT).until(() -> Files.readString(file).contains("\"revision\":3,"));
            assertThat(places.management().get("/readyz").body()).contains("\"snapshot\":{\"holds\":true");
        }
    }

    /// Nothing but libfaketime shifts the clock of one process: where it is not installed, this is skipped.
    @Test
    void oneWhoseClockJumpsServesChangesAtOnceAndIsAsCurrentAsItIs() throws IOException {
        var fakeClock = FAKE_CLOCKS.stream().filter(Files::exists).findFirst();
        assumeThat(fakeClock).as("libfaketime").isPresent();
        var shift = Files.writeString(directory.resolve("shift"), "+0");
        var shifted = List.of(
                "env",
                "LD_PRELOAD=" + fakeClock.get(),
                "FAKETIME_TIMESTAMP_FILE=" + shift,
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1");
        put("f", "before");
        try (var sidecar = start(shifted, Map.of("FLAGSTAFF_MAX_STALENESS", "60s"))) {
            var places = places(sidecar);
            await().atMost(LIMIT)
                    .until(() -> places.sidecar().get("/api/flags").body().contains("\"before\""));
            for (String jump : List.of("+3600", "-3600")) {
                Files.writeString(shift, jump);
                long jumped = System.nanoTime();
                String newest = put("f", "clock " + jump);

                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> places.sidecar().get("/api/flags/f").body().equals(newest));
                System.out.printf(
                        "fault table: the sidecar's clock jumps to %s s: a change served %d ms later%n",
                        jump, (System.nanoTime() - jumped) / 1_000_000);
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(readySince(places.management()))
                                .as("the sidecar's clock")
                                .isCloseTo(
                                        Instant.now().plusSeconds(Long.parseLong(jump)),
                                        within(5, ChronoUnit.MINUTES)));
                assertThat(places.management().get("/readyz").statusCode()).isEqualTo(200);
                assertThat(Scrape.of(places.management()).value("flagstaff_staleness_seconds"))
                        .isBetween(0.0, 60.0);
            }
        }
    }

    /// When it got ready, by its own clock of now.
    private static Instant readySince(HttpConversation management) {
        var since = SINCE.matcher(management.get("/readyz").body());
        assertThat(since.find()).isTrue();
        return Instant.parse(since.group(1));
    }

    private String put(String flagKey, String description) {
        return put(flagKey, description, "1");
    }

    private String put(String flagKey, String description, String value) {
        String body =
                "{\"description\":\"%s\",\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":100,\"value\":\"%s\"}}}"
                        .formatted(description, value);
        await().atMost(LIMIT)
                .pollDelay(Duration.ZERO)
                .until(() -> api.put("/api/admin/flags/" + flagKey, body).statusCode() == 200);
        return api.get("/api/flags/" + flagKey).body();
    }

    private FlagstaffProcess start(List<String> before, Map<String, String> settings) {
        var all = new HashMap<>(settings);
        all.put("REDIS_URL", redis.url());
        all.put("FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1");
        var command = new ArrayList<>(before);
        command.addAll(FlagstaffProcess.command(FlagstaffProcess.SIDECAR));
        return FlagstaffProcess.start(directory, command, all);
    }

    private static Places places(FlagstaffProcess sidecar) {
        await().atMost(LIMIT).until(() -> PLACES.matcher(sidecar.out()).find());
        var found = PLACES.matcher(sidecar.out());
        assertThat(found.find()).isTrue();
        return new Places(
                new HttpConversation(found.group(1), TwoEnds.SIDECAR),
                new HttpConversation(found.group(2), DescribedApi.managementOf("sidecar")));
    }

    private record Places(HttpConversation sidecar, HttpConversation management) {}
}
