package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a sidecar makes of a Redis that refuses, loads, bursts or lags.
@Timeout(120)
class FaultTableIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern ROUND = Pattern.compile("\"description\":\"round (\\d+)\"");

    private final TestRedis redis = TestRedis.start("--key-load-delay", "500", "--repl-diskless-sync-delay", "0");
    private final Writer writer = Writer.to(redis.url());

    @AfterEach
    void close() {
        writer.close();
        redis.close();
    }

    @Test
    void aRedisWithoutMemoryIsReadAndFollowedAgainWhenItHasSome() {
        writer.put("f", "before", 100);
        redis.cli().configSet("maxmemory", "1");
        try (var sidecar = RunningSidecar.at(redis.url())) {
            assertThat(sidecar.definitions()).isEqualTo(writer.definitions()).contains("before");

            redis.cli().configSet("maxmemory", "0");
            String after = writer.put("f", "after", 100);

            awaitDefinition(sidecar, "f", after);
        }
    }

    @Test
    void aReplicaIsFollowedAsItsMasterChanges() {
        try (var replica = TestRedis.plain()) {
            replica.cli().replicaof("127.0.0.1", redis.port());
            await().atMost(LIMIT).until(() -> replica.cli().info("replication").contains("master_link_status:up"));
            try (var sidecar = RunningSidecar.at(replica.url())) {
                awaitDefinition(sidecar, "f", writer.put("f", "first", 100));
                awaitDefinition(sidecar, "f", writer.put("f", "second", 100));
            }
        }
    }

    @Test
    void aWrongPasswordIsToldAsThat() {
        redis.cli().aclSetuser("reader", everything());
        assertNotLoaded("reader:wrong", "the user or the password in REDIS_URL is wrong");
    }

    @Test
    void aUserWhoMayNotRunScriptsIsToldWhichPermissionIsMissing() {
        redis.cli()
                .aclSetuser(
                        "reader",
                        everything().removeCommand(CommandType.EVALSHA).removeCommand(CommandType.EVALSHA_RO));
        writer.put("f", "", 100);
        assertNotLoaded("reader:secret", "the user lacks a permission (NOPERM");
    }

    @Test
    void aUserWhoMayNotSubscribeIsToldWhichPermissionIsMissing() {
        redis.cli().aclSetuser("reader", everything().resetChannels());
        assertNotLoaded("reader:secret", "the user lacks a permission (NOPERM");
    }

    private static AclSetuserArgs everything() {
        return AclSetuserArgs.Builder.on()
                .addPassword("secret")
                .allKeys()
                .allChannels()
                .allCommands();
    }

    private void assertNotLoaded(String credentials, String why) {
        String url = redis.url().replace("redis://", "redis://" + credentials + "@");
        try (var sidecar = RunningSidecar.at(url, Map.of())) {
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(sidecar.management().get("/readyz").body()).contains(why);
                assertThat(sidecar.api().get("/api/flags/f").body()).contains("\"status\":503", why);
            });
            assertThat(sidecar.readiness()).isEqualTo(503);
            assertThat(sidecar.management().get("/readyz").body()).doesNotContain("secret", ":wrong");
            assertThat(sidecar.management().get("/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aRedisThatIsStillLoadingIsToldAsThatAndReadWhenItIsDone() {
        writer.put("f", "kept", 100);
        String truth = writer.definitions();
        for (int i = 0; i < 8; i++) {
            redis.cli()
                    .eval(
                            "for i = 1, 1000 do redis.call('SET', KEYS[1] .. i, i) end",
                            ScriptOutputType.STATUS,
                            "other:" + i + ":");
        }
        redis.kill();
        try (var sidecar = RunningSidecar.at(redis.url(), Map.of("FLAGSTAFF_POLL_INTERVAL", "50ms"))) {
            var loading = CompletableFuture.runAsync(redis::start);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(sidecar.management().get("/readyz").body())
                                    .contains("it is still loading its data"));
            assertThat(sidecar.api().get("/api/flags/f").statusCode()).isEqualTo(503);

            loading.join();

            sidecar.awaitLoaded();
            assertThat(sidecar.definitions()).isEqualTo(truth);
        }
    }

    /// The load on Redis is bounded by the number of flags and of the batches that their changes arrive in, not by
    /// that of the changes: three sidecars together need fewer than one call for every hundred of them.
    @Test
    void aBurstOfTenThousandChangesIsReadInFewReadings() {
        int changes = 10_000;
        int flags = 20;
        for (int i = 0; i < flags; i++) {
            writer.put("f" + i, "before", 100);
        }
        try (var one = RunningSidecar.at(redis.url());
                var two = RunningSidecar.at(redis.url());
                var three = RunningSidecar.at(redis.url())) {
            redis.cli().configResetstat();

            redis.cli()
                    .eval(
                            """
                            for i = 1, tonumber(ARGV[1]) do
                              local key = 'f' .. (i % tonumber(ARGV[2]))
                              local revision = redis.call('INCR', KEYS[1])
                              redis.call('HSET', KEYS[2] .. key, 'description', 'change ' .. i, 'revision', revision)
                              redis.call('XADD', KEYS[3], 'MAXLEN', '~', '10000', revision .. '-0',
                                  'flagKey', key, 'op', 'put', 'at', '2026-03-19T12:00:00.000Z')
                              redis.call('PUBLISH', 'feature-flags:changed', '{"revision":' .. revision
                                  .. ',"flagKey":"' .. key .. '","op":"put","at":"2026-03-19T12:00:00.000Z"}')
                            end
                            """,
                            ScriptOutputType.STATUS,
                            new String[] {"feature-flags:revision", "feature-flags:flag:", "feature-flags:changes"},
                            Integer.toString(changes),
                            Integer.toString(flags));

            for (var sidecar : List.of(one, two, three)) {
                await().atMost(LIMIT)
                        .untilAsserted(() -> assertThat(sidecar.scrape().value("flagstaff_revision"))
                                .isEqualTo(changes + flags));
            }
            long readings = redis.readings(0);
            String truth = writer.definitions();
            assertThat(List.of(one, two, three))
                    .allSatisfy(sidecar -> assertThat(sidecar.definitions()).isEqualTo(truth));
            assertThat(readings).isBetween(3L, changes / 100L);
        }
    }

    @Test
    void answersThatAreHalfASecondLateOrStallNeverUndoALaterChange() {
        writer.put("f", "round 0", 100);
        try (var wire = FaultyWire.to(redis.port());
                var sidecar = RunningSidecar.at(wire.url())) {
            int seen = 0;
            for (int round = 2; round <= 6; round += 2) {
                wire.delayAnswers(Duration.ofMillis(500));
                writer.put("f", "round " + (round - 1), 100);
                seen = forward(sidecar, seen);
                wire.stall();
                String newest = writer.put("f", "round " + round, 100);
                seen = forward(sidecar, seen);
                wire.heal();
                while (seen < round) {
                    seen = forward(sidecar, seen);
                }
                assertThat(sidecar.definition("f")).isEqualTo(newest);
            }
            assertThat(seen).isEqualTo(6);
        }
    }

    private static int forward(RunningSidecar sidecar, int last) {
        var found = ROUND.matcher(sidecar.definition("f"));
        assertThat(found.find()).isTrue();
        int now = Integer.parseInt(found.group(1));
        assertThat(now).isGreaterThanOrEqualTo(last);
        return now;
    }

    private static void awaitDefinition(RunningSidecar sidecar, String flagKey, String definition) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(sidecar.definition(flagKey)).isEqualTo(definition));
    }
}
