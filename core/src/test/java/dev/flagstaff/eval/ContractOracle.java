package dev.flagstaff.eval;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The contract's table and bucket in the contract's own words, line by line over the plain definition: slow, and
/// sharing nothing with what it checks.
final class ContractOracle {
    private ContractOracle() {}

    record Verdict(boolean enabled, String reason, int bucket, JsonValue value) {
        static Verdict of(Decision decision, JsonValue value) {
            return new Verdict(decision.enabled(), decision.reason().wireName(), decision.bucket(), value);
        }
    }

    static Verdict evaluate(FlagDefinition flag, EvaluationContext context) {
        String environment = context.environment();
        String subject = context.subject();
        int bucket = bucket(flag.flagKey(), environment, subject);
        if (!flag.defaultEnabled()) {
            return new Verdict(false, "flag-disabled", bucket, JsonValue.NULL);
        }
        if (!flag.environments().containsKey(environment)) {
            return new Verdict(false, "environment-missing", bucket, JsonValue.NULL);
        }
        var settings = flag.environments().get(environment);
        if (!settings.enabled()) {
            return new Verdict(false, "environment-disabled", bucket, JsonValue.NULL);
        }
        if (settings.allowlistUsers().stream().anyMatch(subject::equals)) {
            return new Verdict(true, "allowlist-user", bucket, settings.value());
        }
        if (settings.allowlistRegions().stream().anyMatch(context.region()::equals)) {
            return new Verdict(true, "allowlist-region", bucket, settings.value());
        }
        if (bucket < settings.rolloutPercent()) {
            return new Verdict(true, "rollout-hit", bucket, settings.value());
        }
        return new Verdict(false, "rollout-miss", bucket, JsonValue.NULL);
    }

    static int bucket(String flagKey, String environment, String subject) {
        try {
            byte[] text = (flagKey + ":" + environment + ":" + subject).getBytes(StandardCharsets.UTF_8);
            String hex = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text));
            return new BigInteger(hex.substring(0, 8), 16)
                    .mod(BigInteger.valueOf(100))
                    .intValueExact();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
