package dev.flagstaff.eval;

import static dev.flagstaff.eval.Reason.ALLOWLIST_REGION;
import static dev.flagstaff.eval.Reason.ALLOWLIST_USER;
import static dev.flagstaff.eval.Reason.ENVIRONMENT_DISABLED;
import static dev.flagstaff.eval.Reason.ENVIRONMENT_MISSING;
import static dev.flagstaff.eval.Reason.FLAG_DISABLED;
import static dev.flagstaff.eval.Reason.ROLLOUT_HIT;
import static dev.flagstaff.eval.Reason.ROLLOUT_MISS;

import org.jspecify.annotations.Nullable;

/// Decides whether a flag is on: the conditions of the contract's table, in its order, the first that holds.
public final class Evaluator {
    private Evaluator() {}

    /// Evaluates a flag for a subject. Equal arguments give equal decisions, on every machine.
    ///
    /// @param environment the environment's name; any text, one that the flag does not define is simply missing
    /// @param subject whom the flag is evaluated for, usually a user's id; not empty
    /// @param region where the subject is; empty for none, which no allowlist matches
    public static Decision evaluate(CompiledFlag flag, String environment, String subject, String region) {
        int bucket = Bucket.of(flag.flagKey(), environment, subject);
        var settings = flag.environment(environment);
        return Decision.of(reason(flag, settings, subject, region, bucket), bucket);
    }

    private static Reason reason(
            CompiledFlag flag,
            CompiledFlag.@Nullable Environment environment,
            String subject,
            String region,
            int bucket) {
        if (!flag.defaultEnabled()) {
            return FLAG_DISABLED;
        }
        if (environment == null) {
            return ENVIRONMENT_MISSING;
        }
        if (!environment.enabled()) {
            return ENVIRONMENT_DISABLED;
        }
        if (environment.users().contains(subject)) {
            return ALLOWLIST_USER;
        }
        if (environment.regions().contains(region)) {
            return ALLOWLIST_REGION;
        }
        return bucket < environment.rolloutPercent() ? ROLLOUT_HIT : ROLLOUT_MISS;
    }
}
