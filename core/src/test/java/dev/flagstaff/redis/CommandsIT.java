package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.redis.DocumentedCommands.Row;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The list of commands that Redis must allow is all there is to allow.
@Timeout(120)
class CommandsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final LogEntry ENTRY = new LogEntry("info", "admin", "message", "2026-03-19T12:00:00.000Z", "{}");
    /// What this test sends itself.
    private static final Set<String> OURS =
            Set.of("info", "hello", "config|resetstat", "config", "client|setinfo", "client", "hset", "ping");

    @Test
    void nothingIsSentThatIsNotDocumented() {
        try (var redis = TestRedis.plain()) {
            redis.cli().configResetstat();
            workAsAdmin(redis);
            assertThat(sent(redis))
                    .isSubsetOf(DocumentedCommands.counted("admin"))
                    .contains("watch", "xadd");
            redis.cli().configResetstat();
            workAsSidecar(redis);
            assertThat(sent(redis))
                    .isSubsetOf(DocumentedCommands.counted("sidecar"))
                    .contains("subscribe", "get");
        }
    }

    @Test
    void everythingWorksWithTheDocumentedCommandsAlone() {
        worksWith(row -> true);
    }

    @Test
    void aSingleRedisNeedsNoneOfThoseThatAreSaidToBeDispensable() {
        worksWith(row -> !row.isDispensable());
    }

    /// A flag is broken by what stands in it, not by who reads it.
    @Test
    void aFlagThatMayNotBeReadIsNotTakenForBroken() {
        try (var redis = TestRedis.plain()) {
            try (var open = OpenStore.at(redis.url())) {
                open.put(Definitions.full("banner"));
            }
            redis.cli()
                    .aclSetuser(
                            "half",
                            AclSetuserArgs.Builder.on().nopass().allKeys().allCommands());
            redis.cli().aclSetuser("half", AclSetuserArgs.Builder.removeCommand(CommandType.HMGET));
            try (var open = OpenStore.at(redis.url().replace("://", "://half:any@"))) {
                assertThatExceptionOfType(RedisUnavailableException.class)
                        .isThrownBy(() -> open.store().find("banner"))
                        .withMessageContaining("run this command");
            }
        }
    }

    private static void worksWith(Predicate<Row> isAllowed) {
        try (var redis = TestRedis.start(without(isAllowed))) {
            workAsAdmin(redis);
            workAsSidecar(redis);
        }
    }

    /// Options that take every other command away from a Redis.
    private static String[] without(Predicate<Row> isAllowed) {
        var allowed = DocumentedCommands.all().stream()
                .filter(isAllowed)
                .map(row -> row.command().replaceFirst("\\|.*", ""))
                .collect(Collectors.toSet());
        var options = new ArrayList<String>();
        for (String command : commands()) {
            if (!allowed.contains(command)) {
                options.addAll(List.of("--rename-command", command, ""));
            }
        }
        assertThat(options).hasSizeGreaterThan(300);
        return options.toArray(String[]::new);
    }

    private static Set<String> commands() {
        try (var redis = TestRedis.plain()) {
            return redis.cli().command().stream()
                    .map(one -> ((List<?>) one).getFirst().toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static void workAsAdmin(TestRedis redis) {
        try (var open = OpenStore.at(redis.url());
                var logs = open.redis().logStream("logs")) {
            open.put(Definitions.full("banner"));
            open.put(Definitions.numbered("banner", 3));
            open.put(Definitions.numbered("gone", 3));
            open.store().delete("gone", Definitions.NOON);
            open.store().delete("gone", Definitions.NOON);
            open.store().serverSetting("notify-keyspace-events");
            assertThat(open.store().list().flags()).hasSize(1);
            assertThat(Definitions.number(open.store().find("banner").flag())).isEqualTo(3);
            await().atMost(LIMIT).until(() -> logs.offer(ENTRY));
        }
    }

    private static void workAsSidecar(TestRedis redis) {
        var settings = new FeedSettings(Duration.ofMillis(50), Duration.ofMillis(120));
        try (var feed = OpenFeed.at(redis.url(), settings)) {
            await().atMost(LIMIT).until(() -> feed.told().replacements() > 2);
            redis.cli().hset("feature-flags:flag:banner", "description", "by hand");
            feed.told().awaitDescription("banner", "by hand");
        }
    }

    private static Set<String> sent(TestRedis redis) {
        return redis.cli()
                .info("commandstats")
                .lines()
                .filter(line -> line.startsWith("cmdstat_"))
                .map(line -> line.substring("cmdstat_".length(), line.indexOf(':')))
                .filter(command -> !OURS.contains(command))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
