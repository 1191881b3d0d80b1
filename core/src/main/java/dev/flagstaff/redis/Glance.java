package dev.flagstaff.redis;

import java.util.HashMap;
import java.util.Map;

/// What one call of [FlagScript] found, all at one instant.
///
/// @param mark where the store stood
/// @param changes of those after the revision that was asked about the first ones: which flag, by the revision
/// @param flags these and others that were asked for, by key
record Glance(StoreMark mark, Map<Long, String> changes, Map<String, FlagRead> flags) {
    /// @param packed the script's answer
    static Glance of(byte[] packed) {
        var values = new PackedValues(packed);
        var mark = values.nextList();
        var told = values.nextList();
        var changes = new HashMap<Long, String>();
        for (int i = 0; i < told.size(); i += 2) {
            changes.put(FlagDecoder.revisionOf(Answers.text(told.get(i))), Answers.text(told.get(i + 1)));
        }
        var flags = new HashMap<String, FlagRead>();
        while (values.hasNext()) {
            String flagKey = Answers.text(values.next());
            flags.put(flagKey, FlagDecoder.decode(flagKey, values.nextList()));
        }
        return new Glance(FlagDecoder.mark(mark.get(0), mark.get(1), mark.get(2)), changes, flags);
    }

    /// The flag, where one was asked for and no changes were.
    FlagStore.Found only() {
        return new FlagStore.Found(flags.values().iterator().next(), mark);
    }
}
