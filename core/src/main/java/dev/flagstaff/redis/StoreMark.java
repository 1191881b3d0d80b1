package dev.flagstaff.redis;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Where a store stands.
///
/// @param revision the counter, one step for every write of ours; 0 where there was none yet
/// @param lineage the random id that the store's first write gave it; null where there is none
/// @param adopted whether a person declared a store of this lineage to be the right one, so that what it
///     lacks is gone
public record StoreMark(long revision, @Nullable String lineage, boolean adopted) {
    /// Of a store that nobody has written to.
    static final StoreMark NONE = new StoreMark(0, null, false);

    /// Whether a store that stood here may have gone on to there: it is the same one, with nothing of it undone.
    boolean isContinuedBy(StoreMark later) {
        return Objects.equals(lineage, later.lineage) && revision <= later.revision;
    }
}
