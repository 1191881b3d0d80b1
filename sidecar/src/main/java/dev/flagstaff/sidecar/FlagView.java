package dev.flagstaff.sidecar;

import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.ofrep.FlagSet;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All flags at one revision. Immutable.
///
/// @param lineage of the store that the flags come from; null where it has none
/// @param revision every change up to it is in here
/// @param sum the digest of all definitions
/// @param flags sorted by key
record FlagView(@Nullable String lineage, long revision, LazyDigest sum, List<FlagDefinition> flags)
        implements FlagSet {
    static final FlagView EMPTY = new FlagView(null, 0, new LazyDigest(Digest.NONE, List.of()), List.of());

    @Override
    public Digest digest() {
        return sum.get();
    }

    /// Each definition as JSON, written when its turn comes.
    Iterable<byte[]> json() {
        return () -> flags.stream().map(DefinitionWriter::write).iterator();
    }

    /// The view after some changes.
    ///
    /// @param changes what each changed flag is now, null where it is gone
    FlagView with(SortedMap<String, @Nullable FlagDefinition> changes, @Nullable String newLineage, long newRevision) {
        if (changes.isEmpty()) {
            return new FlagView(newLineage, newRevision, sum, flags);
        }
        // Two sorted sequences, merged; where both have a key, the change counts.
        var merged = new ArrayList<FlagDefinition>(flags.size() + changes.size());
        var differences = new ArrayList<FlagDefinition>();
        int next = 0;
        for (var change : changes.entrySet()) {
            while (next < flags.size() && flags.get(next).flagKey().compareTo(change.getKey()) < 0) {
                merged.add(flags.get(next++));
            }
            if (next < flags.size() && flags.get(next).flagKey().equals(change.getKey())) {
                differences.add(flags.get(next++));
            }
            FlagDefinition now = change.getValue();
            if (now != null) {
                merged.add(now);
                differences.add(now);
            }
        }
        merged.addAll(flags.subList(next, flags.size()));
        return new FlagView(newLineage, newRevision, new LazyDigest(digest(), differences), List.copyOf(merged));
    }
}
