package dev.flagstaff.ofrep;

import dev.flagstaff.http.FlagSource;

/// Where definitions come from. Called by many threads at once.
public interface Flags extends FlagSource {
    /// All flags.
    ///
    /// @param minRevision the revision that they must at least be of, which is waited for, shortly
    /// @throws dev.flagstaff.http.HttpProblem 503, when there is nothing yet, or nothing so new
    FlagSet all(long minRevision);
}
