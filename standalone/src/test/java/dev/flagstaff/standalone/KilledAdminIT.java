package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Invariant "whole definitions", for an admin process that is killed while many write by it: whatever it was at, Redis
/// has the old definition or the new one, and tells of exactly what it has.
@Timeout(600)
class KilledAdminIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern LISTENING = Pattern.compile("serving the admin API at (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)}$");
    private static final int KILLS = Integer.getInteger("flagstaff.kills", 4);
    private static final int WRITERS = 8;
    private static final String FLAGS = "feature-flags:flag:";

    @TempDir
    Path directory;

    private final TestRedis redis = TestRedis.plain();
    private final AtomicLong next = new AtomicLong();
    /// Revisions that were told to a writer.
    private final Queue<Long> acknowledged = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void whateverAnAdminIsKilledAtTheStoreIsWhole() throws InterruptedException {
        int unanswered = 0;
        for (int i = 0; i < KILLS; i++) {
            unanswered += killAmidWrites();
            assertWhole();
        }
        System.out.printf(
                "admin killed %d times: %d writes acknowledged, %d without an answer, revision %s%n",
                KILLS, acknowledged.size(), unanswered, redis.cli().get("feature-flags:revision"));
        assertThat(unanswered).as("writes that were under way").isPositive();
    }

    /// Returns how many writes got no answer.
    private int killAmidWrites() throws InterruptedException {
        int before = acknowledged.size();
        try (var admin = FlagstaffProcess.java(
                directory,
                FlagstaffProcess.ADMIN,
                Map.of("REDIS_URL", redis.url(), "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1"))) {
            var api = new HttpConversation(url(admin), TwoEnds.ADMIN);
            await().atMost(LIMIT).until(() -> put(api));
            var unanswered = new AtomicLong();
            var writers = new Thread[WRITERS];
            for (int i = 0; i < WRITERS; i++) {
                writers[i] = Thread.ofVirtual().start(() -> {
                    try {
                        while (true) {
                            put(api);
                        }
                    } catch (RuntimeException killed) {
                        unanswered.incrementAndGet();
                    }
                });
            }
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(5)).until(() -> acknowledged.size() > before + 20);
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000));
            admin.signal("KILL");
            for (var writer : writers) {
                writer.join();
            }
            return unanswered.intValue();
        }
    }

    private static String url(FlagstaffProcess admin) {
        await().atMost(LIMIT).until(() -> LISTENING.matcher(admin.out()).find());
        var found = LISTENING.matcher(admin.out());
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    /// Every field and every key of a write says the same number.
    private boolean put(HttpConversation api) {
        long number = next.incrementAndGet();
        String body = """
                {"description":"%1$d","defaultEnabled":true,"environments":{
                  "always":{"enabled":true,"rolloutPercent":1,"value":%1$d,"allowlistUsers":["u-%1$d"],"allowlistRegions":["r-%1$d"]},
                  "only-%2$d":{"enabled":true,"rolloutPercent":1,"value":%1$d}}}""".formatted(number, number % 5);
        var answer = api.put("/api/admin/flags/flag-" + number % 3, body);
        if (answer.statusCode() != 200) {
            return false;
        }
        var revision = REVISION.matcher(answer.body());
        assertThat(revision.find()).isTrue();
        acknowledged.add(Long.valueOf(revision.group(1)));
        return true;
    }

    private void assertWhole() {
        var cli = redis.cli();
        long revision = Long.parseLong(cli.get("feature-flags:revision"));
        var told = cli.xrange("feature-flags:changes", Range.unbounded()).stream()
                .map(entry -> entry.getId())
                .toList();
        assertThat(told).hasSize((int) revision).last().isEqualTo(revision + "-0");
        assertThat(acknowledged)
                .doesNotHaveDuplicates()
                .allSatisfy(one -> assertThat(one).isLessThanOrEqualTo(revision));
        var expected = new TreeSet<>(List.of(
                "feature-flags:revision", "feature-flags:changes", "feature-flags:lineage", "feature-flags:index"));
        for (String flagKey : cli.smembers("feature-flags:index")) {
            expected.addAll(assertWholeFlag(flagKey, revision));
        }
        assertThat(new TreeSet<>(cli.keys("feature-flags:*"))).isEqualTo(expected);
    }

    /// Returns the flag's keys.
    private Set<String> assertWholeFlag(String flagKey, long revision) {
        var cli = redis.cli();
        String key = FLAGS + flagKey;
        String number = cli.hget(key, "description");
        String only = "only-" + Long.parseLong(number) % 5;
        String always = key + ":environment:always";
        assertThat(Long.parseLong(cli.hget(key, "revision"))).isBetween(1L, revision);
        assertThat(cli.smembers(key + ":environments")).containsExactlyInAnyOrder("always", only);
        assertThat(cli.hget(always, "value")).isEqualTo(number);
        assertThat(cli.hget(key + ":environment:" + only, "value")).isEqualTo(number);
        assertThat(cli.smembers(always + ":users")).containsExactly("u-" + number);
        assertThat(cli.smembers(always + ":regions")).containsExactly("r-" + number);
        return new HashSet<>(List.of(
                key,
                key + ":environments",
                always,
                always + ":users",
                always + ":regions",
                key + ":environment:" + only));
    }
}
