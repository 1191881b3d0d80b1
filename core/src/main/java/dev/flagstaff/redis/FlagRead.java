package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;

/// What one atomic read of a flag found.
public sealed interface FlagRead {
    /// The key that was read.
    String flagKey();

    /// A definition.
    record Present(FlagDefinition definition) implements FlagRead {
        @Override
        public String flagKey() {
            return definition.flagKey();
        }
    }

    /// There is no such flag: the index does not name it.
    record Absent(String flagKey) implements FlagRead {}

    /// The index does not name it, but its hash is there, which a deletion leaves of no flag.
    ///
    /// @param indexIsGone whether there is no index at all: then it was lost, and this flag was not taken from it
    record Unlisted(String flagKey, boolean indexIsGone) implements FlagRead {}

    /// There is one, but what stands in Redis is no definition.
    ///
    /// @param reason everything that is wrong with it, as one line
    record Broken(String flagKey, String reason) implements FlagRead {}
}
