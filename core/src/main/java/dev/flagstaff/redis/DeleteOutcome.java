package dev.flagstaff.redis;

/// What became of a flag that was to be deleted.
public sealed interface DeleteOutcome {
    /// It is gone.
    ///
    /// @param revision the store's revision since then
    record Deleted(long revision) implements DeleteOutcome {}

    /// There was no such flag, and nothing changed.
    record Absent() implements DeleteOutcome {}

    /// What was to hold did not; nothing was deleted.
    ///
    /// @param revision the flag's, or where it has none the store's
    record PreconditionFailed(long revision) implements DeleteOutcome {}

    /// Other writers were quicker each time; nothing was deleted.
    record Conflict() implements DeleteOutcome {}
}
