package dev.flagstaff.flag;

import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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
        SortedSet<String> allowlistUsers,
        SortedSet<String> allowlistRegions,
        Instant updatedAt) {
    /// @throws IllegalArgumentException when the percentage is out of bounds or an allowlist has an empty entry
    public EnvironmentDefinition {
        if (rolloutPercent < 0 || rolloutPercent > Limits.ROLLOUT_PERCENT) {
            throw new IllegalArgumentException("rolloutPercent must be from 0 to 100, is " + rolloutPercent);
        }
        allowlistUsers = entries(allowlistUsers);
        allowlistRegions = entries(allowlistRegions);
        updatedAt = Timestamps.toMilliseconds(updatedAt);
    }

    private static SortedSet<String> entries(Set<String> given) {
        if (given.contains("")) {
            throw new IllegalArgumentException("an allowlist entry must not be empty");
        }
        return Collections.unmodifiableSortedSet(new TreeSet<>(given));
    }
}
