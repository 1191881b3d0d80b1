package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;

/// What became of a definition that was to be written.
public sealed interface PutOutcome {
    /// It is stored.
    ///
    /// @param stored the definition as read back from Redis within the same transaction
    record Written(FlagDefinition stored) implements PutOutcome {}

    /// What was to hold did not; nothing was written.
    ///
    /// @param revision the flag's, or where it has none the store's
    record PreconditionFailed(long revision) implements PutOutcome {}

    /// Other writers were quicker each time; nothing was written.
    record Conflict() implements PutOutcome {}
}
