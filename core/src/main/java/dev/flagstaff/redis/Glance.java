package dev.flagstaff.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one call of [FlagScript] found, all at one instant.
///
/// @param mark where the store stood
/// @param changes of those after the revision that was asked about the first ones: which flag, by the revision
/// @param flags these and others that were asked for, by key
record Glance(StoreMark mark, Map<Long, String> changes, Map<String, FlagRead> flags) {
    /// @param answer the script's
    static Glance of(List<?> answer) {
        var mark = (List<?>) answer.get(0);
        var told = (List<?>) answer.get(1);
        var changes = new HashMap<Long, String>();
        for (int i = 0; i < told.size(); i += 2) {
            changes.put(FlagDecoder.revisionOf(Answers.text(told.get(i))), Answers.text(told.get(i + 1)));
        }
        var flags = new HashMap<String, FlagRead>();
        for (int i = 2; i < answer.size(); i += 2) {
            String flagKey = Answers.text(answer.get(i));
            flags.put(flagKey, FlagDecoder.decode(flagKey, (List<?>) answer.get(i + 1)));
        }
        return new Glance(FlagDecoder.mark(mark.get(0), mark.get(1), mark.get(2)), changes, flags);
    }

    /// The flag, where one was asked for and no changes were.
    FlagStore.Found only() {
        return new FlagStore.Found(flags.values().iterator().next(), mark);
    }
}
