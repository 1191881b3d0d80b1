package dev.flagstaff.testing;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flagstaff.eval.Reason;
import java.util.Arrays;
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
        return Arrays.stream(Reason.values()).map(EveryReason::evaluation);
    }

    /// No reason is left out, or this does not compile.
    private static Arguments evaluation(Reason reason) {
        String banner = "checkout-banner";
        return switch (reason) {
            case FLAG_DISABLED -> evaluation("off", "production", "user-123", "", reason, 83, "null");
            case ENVIRONMENT_MISSING -> evaluation(banner, "nowhere", "user-123", "", reason, 18, "null");
            case ENVIRONMENT_DISABLED -> evaluation(banner, "staging", "user-123", "", reason, 28, "null");
            case ALLOWLIST_USER -> evaluation(banner, "production", "user-123", "us-west", reason, 58, CONFIG);
            case ALLOWLIST_REGION -> evaluation(banner, "production", "user-777", "us-west", reason, 38, CONFIG);
            case ROLLOUT_HIT -> evaluation(banner, "production", "user-456", "us-east", reason, 29, CONFIG);
            case ROLLOUT_MISS -> evaluation(banner, "production", "user-778", "", reason, 56, "null");
        };
    }

    private static Arguments evaluation(
            String flagKey,
            String environment,
            String subject,
            String region,
            Reason reason,
            int bucket,
            String value) {
        String target = "/api/flags/" + flagKey + "/evaluate?environment=" + environment + "&subject=" + subject
                + (region.isEmpty() ? "" : "&region=" + region);
        String answer =
                "{\"flagKey\":\"%s\",\"environment\":\"%s\",\"subject\":\"%s\",\"enabled\":%s,\"reason\":\"%s\",\"bucket\":%d,\"value\":%s}"
                        .formatted(
                                flagKey, environment, subject, value.equals(CONFIG), reason.wireName(), bucket, value);
        return arguments(target, answer);
    }
}
