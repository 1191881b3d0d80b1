package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertJson;
import static dev.flagstaff.admin.Answers.assertProblem;
import static dev.flagstaff.admin.Answers.assertRevision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.Scrape;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Invariants "edits by hand count" and "one bad flag stays alone", for keys that the tutorial's own app or a
/// person wrote.
@Timeout(120)
class OtherWritersIT {
    private static final String SMALL = "{\"defaultEnabled\":false,\"environments\":{}}";
    private static final String TUTORIAL_FLAG = "{\"flagKey\":\"checkout-banner\",\"description\":\"by the tutorial\","
            + "\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":25,"
            + "\"value\":{\"title\":\"Hi\"},\"allowlistUsers\":[\"user-123\"],\"allowlistRegions\":[],"
            + "\"updatedAt\":\"2026-03-19T12:00:00.000Z\"}},\"updatedAt\":\"2026-03-19T12:00:00.000Z\"}";

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();
    private final RedisCommands<String, String> redis = STAGE.redis().cli();

    /// What the tutorial's app writes, in the order in which it does.
    private void writeAsTheTutorialDoes() {
        String flag = "feature-flags:flag:checkout-banner";
        String at = "2026-03-19T12:00:00.000Z";
        redis.del(flag, flag + ":environments");
        redis.sadd("feature-flags:index", "checkout-banner");
        redis.hset(flag, Map.of("description", "by the tutorial", "defaultEnabled", "true", "updatedAt", at));
        redis.sadd(flag + ":environments", "production");
        redis.hset(
                flag + ":environment:production",
                Map.of("enabled", "true", "rolloutPercent", "25", "value", "{ \"title\": \"Hi\" }", "updatedAt", at));
        redis.sadd(flag + ":environment:production:users", "user-123");
    }

    @Test
    void aFlagOfTheTutorialIsReadListedAndEvaluatedAndHasNoRevision() {
        writeAsTheTutorialDoes();

        assertJson(api.get("/api/flags/checkout-banner"), TUTORIAL_FLAG);
        assertJson(api.get("/api/admin/flags"), "[" + TUTORIAL_FLAG + "]");
        assertRevision(api.get("/api/flags/checkout-banner"), 0);
        assertThat(api.get("/api/flags/checkout-banner/evaluate?environment=production&subject=user-123")
                        .body())
                .isEqualTo("{\"flagKey\":\"checkout-banner\",\"environment\":\"production\",\"subject\":\"user-123\","
                        + "\"enabled\":true,\"reason\":\"allowlist-user\",\"bucket\":58,\"value\":{\"title\":\"Hi\"}}");
    }

    @Test
    void aFlagOfTheTutorialCanBeWrittenAndDeleted() {
        writeAsTheTutorialDoes();
        assertThat(api.put("/api/admin/flags/checkout-banner", TUTORIAL_FLAG).body())
                .endsWith(",\"revision\":1}");

        writeAsTheTutorialDoes();
        assertThat(api.send("DELETE", "/api/admin/flags/checkout-banner").statusCode())
                .isEqualTo(204);
        assertThat(redis.keys("feature-flags:flag:*")).isEmpty();
    }

    @Test
    void aFlagOfOursThatTheTutorialOverwroteIsReadWithoutARevision() {
        api.put("/api/admin/flags/checkout-banner", SMALL);

        writeAsTheTutorialDoes();

        assertJson(api.get("/api/flags/checkout-banner"), TUTORIAL_FLAG);
        assertRevision(api.get("/api/flags/checkout-banner"), 1);
    }

    @Test
    void anEditByHandIsServedAtOnce() {
        api.put(
                "/api/admin/flags/f",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":0}}}");

        redis.hset("feature-flags:flag:f:environment:e", "rolloutPercent", "100");
        redis.sadd("feature-flags:flag:f:environment:e:users", "by hand");

        assertThat(api.get("/api/flags/f").body())
                .contains("\"rolloutPercent\":100,\"value\":null,\"allowlistUsers\":[\"by hand\"]");
        assertThat(api.get("/api/flags/f/evaluate?environment=e&subject=s").body())
                .contains("\"rollout-hit\"");
    }

    @Test
    void aBrokenFlagIsLeftOutOfTheListAndIsAProblemByItself() {
        api.put("/api/admin/flags/broken", SMALL);
        api.put("/api/admin/flags/good", SMALL);
        redis.hset("feature-flags:flag:broken", "defaultEnabled", "yes");
        String detail = "The definition in Redis cannot be read: defaultEnabled must be true or false, is \\\"yes\\\".";

        assertThat(api.get("/api/admin/flags").body())
                .startsWith("[{\"flagKey\":\"good\",")
                .doesNotContain("broken");
        assertProblem(api.get("/api/flags/broken"), 500, "Internal Server Error", detail);
        assertProblem(
                api.get("/api/flags/broken/evaluate?environment=e&subject=s"), 500, "Internal Server Error", detail);
        assertThat(api.get("/api/flags/good").statusCode()).isEqualTo(200);
        assertThat(Scrape.of(STAGE.management()).value("flagstaff_definitions_refused"))
                .isEqualTo(1);
    }

    @Test
    void aBrokenFlagIsMendedByWritingItAnew() {
        redis.sadd("feature-flags:index", "broken", "not:a:key");
        redis.set("feature-flags:flag:broken", "no hash at all");
        redis.set("feature-flags:flag:broken:environments", "no set at all");
        assertThat(api.get("/api/flags/broken").statusCode()).isEqualTo(500);

        assertThat(api.put("/api/admin/flags/broken", SMALL).body()).endsWith(",\"revision\":1}");

        assertThat(api.get("/api/admin/flags").body()).startsWith("[{\"flagKey\":\"broken\",");
        assertThat(Scrape.of(STAGE.management()).value("flagstaff_definitions_refused"))
                .as("a name in the index that no flag can have")
                .isEqualTo(1);
    }

    @Test
    void aBrokenFlagCanBeDeleted() {
        redis.sadd("feature-flags:index", "broken");

        assertThat(api.send("DELETE", "/api/admin/flags/broken").statusCode()).isEqualTo(204);

        assertJson(api.get("/api/admin/flags"), "[]");
    }
}
