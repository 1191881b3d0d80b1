package dev.flagstaff.redis;

import org.jspecify.annotations.Nullable;

/// Where a store stands.
///
/// @param revision the counter, one step for every write of ours; 0 where there was none yet
/// @param lineage the random id that the store's first write gave it; null where there is none
public record StoreMark(long revision, @Nullable String lineage) {}
