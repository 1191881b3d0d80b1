package dev.flagstaff.redis;

import org.jspecify.annotations.Nullable;

/// What must hold of a flag for a write to happen; looked at within the write's transaction.
@FunctionalInterface
public interface Precondition {
    /// Always holds: the last write wins.
    Precondition NONE = (exists, listed, revision) -> true;

    /// Holds where there is no such flag yet.
    Precondition ABSENT = (exists, listed, revision) -> !exists;

    /// Holds where the index does not name the flag, so that nobody finds it, be some of its keys there or not.
    Precondition UNLISTED = (exists, listed, revision) -> !listed;

    /// Whether it holds.
    ///
    /// @param exists whether there is such a flag, be it one that cannot be read
    /// @param listed whether the index names it
    /// @param revision the one at which it was written; null where it has none
    boolean holds(boolean exists, boolean listed, @Nullable Long revision);
}
