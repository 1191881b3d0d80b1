package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertInvalid;
import static dev.flagstaff.admin.Answers.assertJson;
import static dev.flagstaff.admin.Answers.assertProblem;
import static dev.flagstaff.admin.Answers.assertRevision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The published routes, as an application of the tutorial uses them.
@Timeout(120)
class FiveRoutesIT {
    private static final String BODY = """
            { "description": "Controls checkout banner copy",
              "defaultEnabled": true,
              "environments": {
                "production": { "enabled": true, "rolloutPercent": 25,
                                "value": { "title": "Fast checkout for every team" },
                                "allowlistUsers": ["user-123"], "allowlistRegions": ["us-west"] } } }
            """;
    private static final String STORED =
            "{\"flagKey\":\"checkout-banner\",\"description\":\"Controls checkout banner copy\","
                    + "\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":25,"
                    + "\"value\":{\"title\":\"Fast checkout for every team\"},\"allowlistUsers\":[\"user-123\"],"
                    + "\"allowlistRegions\":[\"us-west\"],\"updatedAt\":\"T\"}},\"updatedAt\":\"T\",\"revision\":%d}";
    private static final String SMALL = "{\"defaultEnabled\":false,\"environments\":{}}";
    private static final String SMALL_STORED =
            "{\"flagKey\":\"%s\",\"description\":\"\",\"defaultEnabled\":false,\"environments\":{},\"updatedAt\":\"T\",\"revision\":%d}";

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @Test
    void aFlagIsWrittenReadListedEvaluatedAndDeleted() {
        assertJson(api.get("/api/admin/flags"), "[]");
        assertThat(api.get("/api/flags/checkout-banner").statusCode()).isEqualTo(404);

        var before = Instant.now().minusMillis(1);
        var written = api.put("/api/admin/flags/checkout-banner", BODY);
        assertJson(written, STORED.formatted(1));
        assertRevision(written, 1);
        assertThat(Instant.parse(Answers.instantOf(written))).isBetween(before, Instant.now());

        assertThat(api.get("/api/flags/checkout-banner").body()).isEqualTo(written.body());
        assertThat(api.get("/api/admin/flags").body()).isEqualTo("[" + written.body() + "]");
        assertJson(
                api.get("/api/flags/checkout-banner/evaluate?environment=production&subject=user-123"),
                "{\"flagKey\":\"checkout-banner\",\"environment\":\"production\",\"subject\":\"user-123\",\"enabled\":true,"
                        + "\"reason\":\"allowlist-user\",\"bucket\":58,\"value\":{\"title\":\"Fast checkout for every team\"}}");

        var deleted = api.send("DELETE", "/api/admin/flags/checkout-banner");
        assertThat(deleted.statusCode()).isEqualTo(204);
        assertThat(deleted.body()).isEmpty();
        assertThat(deleted.headers().map()).doesNotContainKeys("content-type", "transfer-encoding");
        assertRevision(deleted, 2);

        assertJson(api.get("/api/admin/flags"), "[]");
        assertProblem(api.get("/api/flags/checkout-banner"), 404, "Not Found", "There is no such flag.");
        assertProblem(
                api.get("/api/flags/checkout-banner/evaluate?environment=production&subject=user-123"),
                404,
                "Not Found",
                "There is no such flag.");
        assertProblem(
                api.send("DELETE", "/api/admin/flags/checkout-banner"), 404, "Not Found", "There is no such flag.");
        assertThat(STAGE.redis().cli().keys("feature-flags:flag:*")).isEmpty();
    }

    @Test
    void theListIsSortedByFlagKeyAndOfTheStoresRevision() {
        api.put("/api/admin/flags/b", SMALL);
        api.put("/api/admin/flags/a.b", SMALL);
        api.put("/api/admin/flags/B", SMALL);
        api.put("/api/admin/flags/a", SMALL);

        var list = api.get("/api/admin/flags");

        assertRevision(list, 4);
        assertThat(list.body().replaceAll("\"updatedAt\":\"[^\"]*\"", "\"updatedAt\":\"T\""))
                .isEqualTo("[" + SMALL_STORED.formatted("B", 3) + "," + SMALL_STORED.formatted("a", 4) + ","
                        + SMALL_STORED.formatted("a.b", 2) + "," + SMALL_STORED.formatted("b", 1) + "]");
    }

    @Test
    void everyAnswerAboutFlagsCarriesTheStoresRevisionAndNotTheFlags() {
        api.put("/api/admin/flags/first", SMALL);
        api.put("/api/admin/flags/second", SMALL);

        assertRevision(api.get("/api/flags/first"), 2);
        assertRevision(api.get("/api/flags/first/evaluate?environment=e&subject=s"), 2);
        assertRevision(api.get("/api/admin/flags"), 2);
        assertJson(api.get("/api/flags/first"), SMALL_STORED.formatted("first", 1));
    }

    @Test
    void whatWasReadCanBeWrittenBackAndIsTheSameButForInstantAndRevision() {
        api.put("/api/admin/flags/checkout-banner", BODY);
        var read = api.get("/api/flags/checkout-banner");

        assertJson(api.put("/api/admin/flags/checkout-banner", read.body()), STORED.formatted(2));
        assertInvalid(
                api.put("/api/admin/flags/another", read.body()),
                "{\"pointer\":\"#/flagKey\",\"detail\":\"must equal the flag key in the path\"}");
    }

    @Test
    void aWriteReplacesEverythingThatTheFlagWas() {
        api.put("/api/admin/flags/checkout-banner", BODY);

        assertJson(
                api.put(
                        "/api/admin/flags/checkout-banner",
                        "{\"defaultEnabled\":true,\"environments\":{\"staging\":{\"enabled\":false,\"rolloutPercent\":0}}}"),
                "{\"flagKey\":\"checkout-banner\",\"description\":\"\",\"defaultEnabled\":true,\"environments\":{\"staging\":"
                        + "{\"enabled\":false,\"rolloutPercent\":0,\"value\":null,\"allowlistUsers\":[],\"allowlistRegions\":[],"
                        + "\"updatedAt\":\"T\"}},\"updatedAt\":\"T\",\"revision\":2}");
        assertThat(STAGE.redis().cli().keys("feature-flags:flag:*"))
                .containsExactlyInAnyOrder(
                        "feature-flags:flag:checkout-banner",
                        "feature-flags:flag:checkout-banner:environments",
                        "feature-flags:flag:checkout-banner:environment:staging");
    }

    @Test
    void numbersAndTextsInAValueComeBackAsTheyWereSpelled() {
        String value =
                "{\"a\":1.0,\"b\":12345678901234567890,\"c\":-0,\"d\":1e400,\"e\":\"\u00e9\ud83d\ude80\\n\",\"f\":[]}";

        var written = api.put(
                "/api/admin/flags/f",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":100,\"value\":"
                        + value + "}}}");

        assertThat(written.body()).contains("\"value\":" + value + ",");
        assertThat(api.get("/api/flags/f").body()).isEqualTo(written.body());
        assertThat(api.get("/api/flags/f/evaluate?environment=e&subject=s").body())
                .endsWith("\"value\":" + value + "}");
    }

    @Test
    void allowlistsAndEnvironmentsComeSortedAndWithoutDuplicates() {
        assertJson(
                api.put(
                        "/api/admin/flags/f",
                        "{\"defaultEnabled\":true,\"environments\":{\"z\":{\"enabled\":true,\"rolloutPercent\":1,"
                                + "\"allowlistUsers\":[\"b\",\"\u00e9\",\"a\",\"b\"]},\"a\":{\"enabled\":true,\"rolloutPercent\":2}}}"),
                "{\"flagKey\":\"f\",\"description\":\"\",\"defaultEnabled\":true,\"environments\":{\"a\":{\"enabled\":true,"
                        + "\"rolloutPercent\":2,\"value\":null,\"allowlistUsers\":[],\"allowlistRegions\":[],\"updatedAt\":\"T\"},"
                        + "\"z\":{\"enabled\":true,\"rolloutPercent\":1,\"value\":null,\"allowlistUsers\":[\"a\",\"b\",\"\u00e9\"],"
                        + "\"allowlistRegions\":[],\"updatedAt\":\"T\"}},\"updatedAt\":\"T\",\"revision\":1}");
    }
}
