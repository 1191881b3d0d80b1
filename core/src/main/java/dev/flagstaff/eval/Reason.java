package dev.flagstaff.eval;

/// Why an evaluation came out as it did, in the order in which the conditions are tried.
public enum Reason {
    /// The flag's `defaultEnabled` is false.
    FLAG_DISABLED("flag-disabled", false),
    /// The flag does not define the environment.
    ENVIRONMENT_MISSING("environment-missing", false),
    /// The environment's `enabled` is false.
    ENVIRONMENT_DISABLED("environment-disabled", false),
    /// The subject is in the environment's users.
    ALLOWLIST_USER("allowlist-user", true),
    /// The region is in the environment's regions.
    ALLOWLIST_REGION("allowlist-region", true),
    /// The subject's bucket is below the environment's percentage.
    ROLLOUT_HIT("rollout-hit", true),
    /// The subject's bucket is not below the environment's percentage.
    ROLLOUT_MISS("rollout-miss", false);

    private final String wireName;
    private final boolean enabled;

    Reason(String wireName, boolean enabled) {
        this.wireName = wireName;
        this.enabled = enabled;
    }

    /// The name in answers and metrics.
    public String wireName() {
        return wireName;
    }

    /// Whether the flag is on for this reason.
    public boolean enabled() {
        return enabled;
    }
}
