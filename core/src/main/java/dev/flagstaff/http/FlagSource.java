package dev.flagstaff.http;

import dev.flagstaff.flag.FlagDefinition;
import org.jspecify.annotations.Nullable;

/// Where the reading routes get a flag from: Redis in the admin, memory in the sidecar. Called by many
/// threads at once.
@FunctionalInterface
public interface FlagSource {
    /// Looks a flag up.
    ///
    /// @param flagKey any text, also one that no flag could have as its key
    /// @param minRevision the revision that the answer must at least be of, which is waited for, shortly
    /// @throws HttpProblem 503, when the source has nothing to say at the moment, or nothing so new
    Lookup find(String flagKey, long minRevision);

    /// What a look-up found.
    ///
    /// @param flag null when there is no such flag
    /// @param revision the revision of the view that answered
    record Lookup(@Nullable FlagDefinition flag, long revision) {}
}
