package dev.flagstaff.sidecar;

import dev.flagstaff.eval.CompiledFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// All flags at one revision. Immutable.
///
/// @param revision every change up to it is in here
/// @param flags sorted by key
record FlagView(long revision, List<CompiledFlag> flags) {
    /// The view after some changes.
    ///
    /// @param changes what each changed flag is now, null where it is gone
    FlagView with(SortedMap<String, @Nullable CompiledFlag> changes, long newRevision) {
        if (changes.isEmpty()) {
            return new FlagView(newRevision, flags);
        }
        // Two sorted sequences, merged; where both have a key, the change counts.
        var merged = new ArrayList<CompiledFlag>(flags.size() + changes.size());
        int next = 0;
        for (var change : changes.entrySet()) {
            while (next < flags.size() && flags.get(next).flagKey().compareTo(change.getKey()) < 0) {
                merged.add(flags.get(next++));
            }
            if (next < flags.size() && flags.get(next).flagKey().equals(change.getKey())) {
                next++;
            }
            CompiledFlag now = change.getValue();
            if (now != null) {
                merged.add(now);
            }
        }
        merged.addAll(flags.subList(next, flags.size()));
        return new FlagView(newRevision, List.copyOf(merged));
    }
}
