package dev.flagstaff.flag;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A flag as it is stored: everything that an evaluation may depend on. Immutable; the environments are sorted by name.
///
/// @param flagKey its name, of the grammar of [Identifier]
/// @param description for people; no evaluation depends on it
/// @param defaultEnabled the kill switch: while false, the flag is off everywhere
/// @param environments by name, each of the grammar of [Identifier]
/// @param updatedAt when it was written, to the millisecond
/// @param revision the store's revision at which it was written, from 1; null where another writer than ours wrote
///     it last, and on a definition that is not stored yet
public record FlagDefinition(
        String flagKey,
        String description,
        boolean defaultEnabled,
        Map<String, EnvironmentDefinition> environments,
        Instant updatedAt,
        @Nullable Long revision) {
    /// @throws IllegalArgumentException when a name breaks the grammar or the revision is not positive
    public FlagDefinition {
        Identifier.require(flagKey);
        environments = environments instanceof Environments same ? same : new Environments(environments);
        updatedAt = Timestamps.toMilliseconds(updatedAt);
        if (revision != null && revision < 1) {
            throw new IllegalArgumentException("a revision must be positive, is " + revision);
        }
    }
}
