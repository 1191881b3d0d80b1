package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Evaluations that the admin answers straight from Redis.
@Timeout(120)
class EvaluationIT {
    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @BeforeEach
    void flags() {
        api.put("/api/admin/flags/checkout-banner", """
                { "defaultEnabled": true, "environments": {
                    "production": { "enabled": true, "rolloutPercent": 30, "value": {"title": "Hi"},
                                    "allowlistUsers": ["user-123"], "allowlistRegions": ["us-west"] },
                    "staging": { "enabled": false, "rolloutPercent": 100, "value": 1, "allowlistUsers": ["user-123"] } } }
                """);
        api.put("/api/admin/flags/off", """
                { "defaultEnabled": false, "environments": {
                    "production": { "enabled": true, "rolloutPercent": 100, "value": 1, "allowlistUsers": ["user-123"] } } }
                """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "off             | production | user-123 |         | false | flag-disabled        | 83 | null",
                "checkout-banner | nowhere    | user-123 |         | false | environment-missing  | 18 | null",
                "checkout-banner | staging    | user-123 |         | false | environment-disabled | 28 | null",
                "checkout-banner | production | user-123 | us-west | true  | allowlist-user       | 58 | {\"title\":\"Hi\"}",
                "checkout-banner | production | user-777 | us-west | true  | allowlist-region     | 38 | {\"title\":\"Hi\"}",
                "checkout-banner | production | user-456 | us-east | true  | rollout-hit          | 29 | {\"title\":\"Hi\"}",
                "checkout-banner | production | user-778 |         | false | rollout-miss         | 56 | null"
            })
    void everyReasonHasItsAnswer(
            String flagKey,
            String environment,
            String subject,
            String region,
            String enabled,
            String reason,
            int bucket,
            String value) {
        String query =
                "?environment=" + environment + "&subject=" + subject + (region == null ? "" : "&region=" + region);

        assertJson(
                api.get("/api/flags/" + flagKey + "/evaluate" + query),
                "{\"flagKey\":\"%s\",\"environment\":\"%s\",\"subject\":\"%s\",\"enabled\":%s,\"reason\":\"%s\",\"bucket\":%d,\"value\":%s}"
                        .formatted(flagKey, environment, subject, enabled, reason, bucket, value));
    }

    @Test
    void textsOfTheQueryComeBackDecoded() {
        assertThat(api.get("/api/flags/checkout-banner/evaluate?environment=a:b&subject=J%C3%B6+%22x%22%2B&region=")
                        .body())
                .startsWith(
                        "{\"flagKey\":\"checkout-banner\",\"environment\":\"a:b\",\"subject\":\"J\u00f6 \\\"x\\\"+\",\"enabled\":false,");
    }
}
