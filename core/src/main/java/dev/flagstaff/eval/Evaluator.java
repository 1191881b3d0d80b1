package dev.flagstaff.eval;

import static dev.flagstaff.eval.Reason.ALLOWLIST_REGION;
import static dev.flagstaff.eval.Reason.ALLOWLIST_USER;
import static dev.flagstaff.eval.Reason.ENVIRONMENT_DISABLED;
import static dev.flagstaff.eval.Reason.ENVIRONMENT_MISSING;
import static dev.flagstaff.eval.Reason.FLAG_DISABLED;
import static dev.flagstaff.eval.Reason.ROLLOUT_HIT;
import static dev.flagstaff.eval.Reason.ROLLOUT_MISS;

import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import org.jspecify.annotations.Nullable;

/// Decides whether a flag is on: the conditions of the contract's table, in its order, the first that holds.
public final class Evaluator {
    private Evaluator() {}

    /// Evaluates a flag. Equal arguments give equal decisions, on every machine.
    public static Decision evaluate(FlagDefinition flag, EvaluationContext context) {
        int bucket = Bucket.of(flag.flagKey(), context.environment(), context.subject());
        return Decision.of(reason(flag, flag.environments().get(context.environment()), context, bucket), bucket);
    }

    private static Reason reason(
            FlagDefinition flag, @Nullable EnvironmentDefinition environment, EvaluationContext context, int bucket) {
        if (!flag.defaultEnabled()) {
            return FLAG_DISABLED;
        }
        if (environment == null) {
            return ENVIRONMENT_MISSING;
        }
        if (!environment.enabled()) {
            return ENVIRONMENT_DISABLED;
        }
        if (environment.allowlistUsers().contains(context.subject())) {
            return ALLOWLIST_USER;
        }
        if (environment.allowlistRegions().contains(context.region())) {
            return ALLOWLIST_REGION;
        }
        return bucket < environment.rolloutPercent() ? ROLLOUT_HIT : ROLLOUT_MISS;
    }
}
