package dev.flagstaff.redis;

/// What became of a flag that was to be deleted.
public sealed interface DeleteOutcome {
    /// It is gone.
    ///
    /// @param revision the store's revision since then
    record Deleted(long revision) implements DeleteOutcome {}

    /// There was no such flag, and nothing changed.
    record Absent() implements DeleteOutcome {}

    /// Other writers were quicker each time; nothing was deleted.
    record Conflict() implements DeleteOutcome {}
}
