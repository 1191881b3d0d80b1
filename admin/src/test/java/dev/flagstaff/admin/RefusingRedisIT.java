package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertIsProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Redis that answers and yet does not do what it is asked for: each reason has its own words, in the answer and
/// in what `/readyz` says, and goes by itself.
@Timeout(120)
class RefusingRedisIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String FLAG = "/api/admin/flags/f";
    private static final String SMALL = "{\"defaultEnabled\":true,\"environments\":{}}";

    private final TestRedis redis = TestRedis.plain();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void aWriteThatRedisHasNoMemoryForIsRefusedAsThatEveryTimeAndReadsGoOn() {
        try (var admin = RunningAdmin.at(redis.url(), "off", Map.of()).awaitConnected()) {
            String kept = admin.api().put("/api/admin/flags/kept", SMALL).body();
            redis.cli().configSet("maxmemory", "1");

            for (int i = 0; i < 3; i++) {
                assertRefused(admin, admin.api().put(FLAG, SMALL), "it is out of memory (maxmemory)");
                assertThat(admin.api().get("/api/admin/flags").body()).isEqualTo("[" + kept + "]");
            }

            assertRefused(admin, admin.api().send("POST", "/api/admin/store/adopt"), "it is out of memory (maxmemory)");

            redis.cli().configSet("maxmemory", "0");
            assertAcceptsAgain(admin);
        }
    }

    @Test
    void aReplicaIsReadAndRefusesWritesAsOneUntilItIsPromoted() {
        try (var replica = TestRedis.plain();
                var atMaster = RunningAdmin.at(redis.url());
                var admin = RunningAdmin.at(replica.url(), "off", Map.of()).awaitConnected()) {
            String kept = atMaster.api().put("/api/admin/flags/kept", SMALL).body();
            replica.cli().replicaof("127.0.0.1", redis.port());
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(admin.api().get("/api/flags/kept").body())
                                    .isEqualTo(kept));

            for (int i = 0; i < 3; i++) {
                assertRefused(admin, admin.api().put(FLAG, SMALL), "it is a read-only replica");
            }

            replica.cli().replicaofNoOne();
            assertAcceptsAgain(admin);
        }
    }

    /// Something stands where it would keep its data.
    @Test
    void aWriteToARedisThatCannotPersistIsRefusedAsThatAndReadsGoOn() throws IOException {
        try (var admin = RunningAdmin.at(redis.url(), "off", Map.of()).awaitConnected()) {
            String kept = admin.api().put("/api/admin/flags/kept", SMALL).body();
            var obstacle =
                    Path.of(Objects.requireNonNull(redis.cli().configGet("dir").get("dir")), "dump.rdb");
            Files.createDirectory(obstacle);
            redis.cli().configSet("save", "3600 1");
            redis.cli().bgsave();
            await().atMost(LIMIT).until(() -> redis.cli().info("persistence").contains("rdb_last_bgsave_status:err"));

            assertRefused(admin, admin.api().put(FLAG, SMALL), "it cannot persist its data");
            assertThat(admin.api().get("/api/admin/flags").body()).isEqualTo("[" + kept + "]");

            redis.cli().configSet("save", "");
            assertAcceptsAgain(admin);
        }
    }

    @Test
    void aUserWhoMayNotWriteIsToldWhichPermissionIsMissing() {
        var user = AclSetuserArgs.Builder.on()
                .addPassword("secret")
                .allKeys()
                .allChannels()
                .allCommands()
                .removeCommand(CommandType.HSET);
        redis.cli().aclSetuser("reader", user);
        String url = redis.url().replace("redis://", "redis://reader:secret@");
        try (var admin = RunningAdmin.at(url, "off", Map.of()).awaitConnected()) {
            assertRefused(admin, admin.api().put(FLAG, SMALL), "the user lacks a permission (NOPERM");
            assertThat(admin.api().put(FLAG, SMALL).body()).contains("hset");
        }
    }

    private static void assertRefused(RunningAdmin admin, HttpResponse<String> answer, String why) {
        assertIsProblem(answer, 503);
        assertThat(answer.body()).contains("\"detail\":\"Redis at 127.0.0.1:", " refuses: " + why);
        assertThat(answer.headers().allValues("retry-after")).containsExactly("1");
        // A replica is left at once: the next connection may find the master.
        await().atMost(LIMIT).untilAsserted(() -> {
            var readiness = admin.management().get("/readyz");
            assertThat(readiness.statusCode()).as("reads go on").isEqualTo(200);
            assertThat(readiness.body()).contains("\"writable\":{\"holds\":false,\"required\":false", why);
        });
    }

    private static void assertAcceptsAgain(RunningAdmin admin) {
        await().atMost(LIMIT)
                .untilAsserted(() ->
                        assertThat(admin.api().put(FLAG, SMALL).statusCode()).isEqualTo(200));
        assertThat(admin.management().get("/readyz").body()).contains("\"writable\":{\"holds\":true");
    }
}
