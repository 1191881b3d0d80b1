package dev.flagstaff.flag;

import java.time.Instant;
import java.util.Set;

/// What a flag does in one environment. Immutable; the allowlists are sorted, free of duplicates and unmodifiable.
///
/// @param enabled whether the flag may be on here at all
/// @param rolloutPercent the share of subjects for whom it is on, 0 to 100
/// @param value the config that an enabled evaluation carries
/// @param allowlistUsers subjects for whom it is on whatever their bucket, none of them empty
/// @param allowlistRegions regions in which it is on whatever the subject's bucket, none of them empty
/// @param updatedAt when it was written, to the millisecond
public record EnvironmentDefinition(
        boolean enabled,
        int rolloutPercent,
        JsonValue value,
        Set<String> allowlistUsers,
        Set<String> allowlistRegions,
        Instant updatedAt) {
    /// @throws IllegalArgumentException when the percentage is out of bounds or an allowlist has an empty entry
    public EnvironmentDefinition {
        if (rolloutPercent < 0 || rolloutPercent > Limits.ROLLOUT_PERCENT) {
            throw new IllegalArgumentException("rolloutPercent must be from 0 to 100, is " + rolloutPercent);
        }
        allowlistUsers = Allowlist.of(allowlistUsers);
        // A store has few regions, and each in many flags.
        allowlistRegions = Allowlist.of(allowlistRegions).interned();
        updatedAt = Timestamps.toMilliseconds(updatedAt);
    }
}
