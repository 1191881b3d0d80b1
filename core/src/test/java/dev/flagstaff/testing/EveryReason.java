package dev.flagstaff.testing;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Two flags, and one evaluation of them for every reason: admin and sidecar answer it alike. Stateless.
public final class EveryReason {
    /// Bodies of a `PUT`, by flag key.
    public static final Map<String, String> FLAGS = Map.of("checkout-banner", """
            { "defaultEnabled": true, "environments": {
                "production": { "enabled": true, "rolloutPercent": 30, "value": {"title": "H\u00ed", "n": 1.0},
                                "allowlistUsers": ["user-123"], "allowlistRegions": ["us-west"] },
                "staging": { "enabled": false, "rolloutPercent": 100, "value": 1, "allowlistUsers": ["user-123"] } } }
            """, "off", """
            { "defaultEnabled": false, "environments": {
                "production": { "enabled": true, "rolloutPercent": 100, "value": 1, "allowlistUsers": ["user-123"] } } }
            """);

    private static final String CONFIG = "{\"title\":\"H\u00ed\",\"n\":1.0}";

    private EveryReason() {}

    /// Targets of a `GET`, and the bodies that answer them.
    public static Stream<Arguments> evaluations() {
        return Stream.of(
                evaluation("off", "production", "user-123", "", "flag-disabled", 83, "null"),
                evaluation("checkout-banner", "nowhere", "user-123", "", "environment-missing", 18, "null"),
                evaluation("checkout-banner", "staging", "user-123", "", "environment-disabled", 28, "null"),
                evaluation("checkout-banner", "production", "user-123", "us-west", "allowlist-user", 58, CONFIG),
                evaluation("checkout-banner", "production", "user-777", "us-west", "allowlist-region", 38, CONFIG),
                evaluation("checkout-banner", "production", "user-456", "us-east", "rollout-hit", 29, CONFIG),
                evaluation("checkout-banner", "production", "user-778", "", "rollout-miss", 56, "null"));
    }

    private static Arguments evaluation(
            String flagKey,
            String environment,
            String subject,
            String region,
            String reason,
            int bucket,
            String value) {
        String target = "/api/flags/" + flagKey + "/evaluate?environment=" + environment + "&subject=" + subject
                + (region.isEmpty() ? "" : "&region=" + region);
        String answer =
                "{\"flagKey\":\"%s\",\"environment\":\"%s\",\"subject\":\"%s\",\"enabled\":%s,\"reason\":\"%s\",\"bucket\":%d,\"value\":%s}"
                        .formatted(flagKey, environment, subject, value.equals(CONFIG), reason, bucket, value);
        return arguments(target, answer);
    }
}
