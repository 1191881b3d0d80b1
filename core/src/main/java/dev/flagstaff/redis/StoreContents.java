package dev.flagstaff.redis;

import java.util.SortedMap;

/// Flags of a store, all as they were at one revision.
///
/// @param flags by key; whatever the index names, broken ones among them, and of the flags that were asked for those
///     that only the index does not know
/// @param mark where the store stood: every change up to its revision is in here
public record StoreContents(SortedMap<String, FlagRead> flags, StoreMark mark) {}
