package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Invariant "serve through an outage": a sidecar that starts while Redis is away.
@Timeout(300)
class SnapshotIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private final TestRedis redis = TestRedis.start(new String[0]);
    private final Writer writer = Writer.to(redis.url());

    @AfterEach
    void close() {
        writer.close();
        redis.close();
    }

    @Test
    void aSidecarThatStartsWithoutRedisServesWhatItRemembersAndFollowsWhenRedisIsBack() throws IOException {
        String definitions = remembered();
        redis.kill();

        try (var sidecar = start().awaitLoaded()) {
            assertThat(sidecar.definitions()).isEqualTo(definitions);
            assertThat(sidecar.readiness()).isEqualTo(200);
            assertThat(RunningSidecar.revision(sidecar.api().get("/api/flags"))).isEqualTo(2);

            redis.start();

            String changed = writer.put("a", "changed", 0);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definition("a")).isEqualTo(changed));
        }
    }

    @Test
    void aSidecarThatRemembersAStoreDoesNotTakeAnEmptyOneForIt() throws IOException {
        String definitions = remembered();
        redis.kill();
        redis.deleteData();
        redis.start();

        try (var sidecar = start().awaitLoaded()) {
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.scrape().value("flagstaff_store_suspect"))
                            .isEqualTo(1));
            assertThat(sidecar.definitions()).isEqualTo(definitions);
        }
    }

    /// Nobody knows how old a snapshot is: no wall clock decides.
    @Test
    void withALimitOnStalenessWhatIsOnlyRememberedIsServedAndMakesNobodyReady() throws IOException {
        String definitions = remembered();
        redis.kill();
        var settings = Map.of("FLAGSTAFF_SNAPSHOT_DIR", directory.toString(), "FLAGSTAFF_MAX_STALENESS", "1h");

        try (var sidecar = RunningSidecar.at(redis.url(), settings).awaitLoaded()) {
            assertThat(sidecar.definitions()).isEqualTo(definitions);
            assertThat(sidecar.readiness()).isEqualTo(503);
            assertThat(sidecar.management().get("/readyz").body())
                    .contains("\"current\":{\"holds\":false,\"required\":true,", "nobody knows how old");

            redis.start();

            await().atMost(LIMIT).until(() -> sidecar.readiness() == 200);
        }
    }

    @Test
    void theFileIsItsOwnersAloneAndSaysWhatTheManagementPortSays() throws IOException {
        try (var sidecar = start().awaitLoaded()) {
            writer.put("a", "one", 100);
            await().atMost(LIMIT).until(() -> file().contains("\"flagKey\":\"a\""));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
            var served = sidecar.management().get("/snapshot");
            assertThat(served.body()).isEqualTo(file());
            assertThat(served.headers().firstValue("content-type")).contains("application/json");
        }
    }

    @Test
    void aSnapshotThatIsNoneIsRefusedAndServingGoesOnWithoutAndItIsReplaced() throws IOException {
        Files.writeString(path(), "{\"flagstaffSnapshot\":1,\"prefix\":\"feature-flags\",\"flags\":[{");
        String a = writer.put("a", "one", 100);

        try (var sidecar = start().awaitLoaded()) {
            assertThat(sidecar.definitions()).isEqualTo("[" + a + "]");
            await().atMost(LIMIT).until(() -> file().contains("\"flagKey\":\"a\""));
        }
    }

    @Test
    void withoutRedisAndWithASnapshotOfAnotherPrefixNothingIsServed() throws IOException {
        remembered();
        redis.kill();
        var other = Map.of("FLAGSTAFF_SNAPSHOT_DIR", directory.toString(), "FLAGSTAFF_PREFIX", "other");

        try (var sidecar = RunningSidecar.at(redis.url(), other)) {
            assertThat(sidecar.sidecar().loaded().toCompletableFuture()).isNotDone();
            assertThat(sidecar.api().get("/api/flags/a").statusCode()).isEqualTo(503);
            assertThat(sidecar.management().get("/livez").statusCode()).isEqualTo(200);
            assertThat(sidecar.management().get("/snapshot").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void twoSidecarsOnOneDirectoryDoNotShareIt() {
        try (var first = start().awaitLoaded();
                var second = start().awaitLoaded()) {
            String a = writer.put("a", "one", 100);
            await().atMost(LIMIT).until(() -> file().contains("\"flagKey\":\"a\""));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(second.definitions()).isEqualTo("[" + a + "]"));

            assertThat(first.management().get("/readyz").body()).contains("\"snapshot\":{\"holds\":true");
            assertThat(second.management().get("/readyz").body())
                    .contains("\"snapshot\":{\"holds\":false,\"required\":false", "another sidecar");
        }
    }

    @Test
    void aDiskThatCannotBeWrittenToIsToldAndServingGoesOn() throws IOException {
        Files.createDirectory(directory.resolve("flagstaff-snapshot.json"));
        Files.createFile(directory.resolve("flagstaff-snapshot.json").resolve("occupied"));

        try (var sidecar = start().awaitLoaded()) {
            String a = writer.put("a", "one", 100);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo("[" + a + "]"));
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.scrape().value("flagstaff_snapshot_failures_total"))
                            .isPositive());
            assertThat(sidecar.readiness()).isEqualTo(200);
            assertThat(directory.resolve("flagstaff-snapshot.json.new")).doesNotExist();
        }
    }

    /// What a sidecar remembers of two flags after it has ended.
    private String remembered() throws IOException {
        String definitions;
        try (var sidecar = start().awaitLoaded()) {
            definitions = "[" + writer.put("a", "one", 100) + "," + writer.put("b", "two", 0) + "]";
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(sidecar.definitions()).isEqualTo(definitions));
        }
        assertThat(file()).contains("\"revision\":2,");
        return definitions;
    }

    private RunningSidecar start() {
        return RunningSidecar.at(redis.url(), Map.of("FLAGSTAFF_SNAPSHOT_DIR", directory.toString()));
    }

    private Path path() {
        return directory.resolve("flagstaff-snapshot.json");
    }

    private String file() throws IOException {
        return Files.exists(path()) ? Files.readString(path()) : "";
    }
}
