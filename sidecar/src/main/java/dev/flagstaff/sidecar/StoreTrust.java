package dev.flagstaff.sidecar;

import dev.flagstaff.redis.StoreMark;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells a deletion from a store that lost its data. A flag that is absent from a store of another lineage than the
/// flags that are served come from, or from one without lineage that is suddenly empty, is an orphan: it stays,
/// until a person adopts the store or the lineage is back. Used by the applier, or under its lock.
///
/// Of the other store itself absence means what it says: a flag that was seen there and is there no more was deleted.
///
/// The trusted store may lose its index alone, as Redis may evict any key. A deletion leaves no keys of a flag, so one
/// whose keys are there while there is no index was not deleted: it stays as well, until the index names it again, its
/// own keys go, or a person adopts the store once more. That holds on when the next write has made a new index.
final class StoreTrust {
    /// Whether there is anything that a store can be compared with.
    private boolean known;
    /// Of the store that is trusted; null where that has none.
    private @Nullable String lineage;

    private boolean suspect;
    /// Of the suspect store that was read last.
    private @Nullable String suspectLineage;

    private final Set<String> orphans = new HashSet<>();
    /// Whether the trusted store was adopted when it was judged last.
    private boolean adopted;
    /// Flags of the trusted store that only its index does not know, since that was gone.
    private final Set<String> unlisted = new HashSet<>();

    /// Flags of this lineage are remembered.
    void remember(@Nullable String rememberedLineage) {
        known = true;
        lineage = rememberedLineage;
    }

    /// Judges a store that was read whole.
    ///
    /// @param held the flags that are held
    /// @param present the flags that the store has
    /// @return the held flags that are gone for good
    Set<String> judge(StoreMark mark, Set<String> held, Set<String> present) {
        var absent = new HashSet<>(held);
        absent.removeAll(present);
        if (isTrusted(mark, absent, present)) {
            if (mark.adopted() && !(adopted && Objects.equals(lineage, mark.lineage()))) {
                unlisted.clear();
            }
            adopted = mark.adopted();
            known = true;
            lineage = mark.lineage();
            suspect = false;
            orphans.clear();
            return absent;
        }
        boolean sameAsBefore = suspect && Objects.equals(suspectLineage, mark.lineage());
        suspect = true;
        suspectLineage = mark.lineage();
        if (sameAsBefore) {
            orphans.retainAll(absent);
        } else {
            orphans.clear();
            orphans.addAll(absent);
        }
        absent.removeAll(orphans);
        return absent;
    }

    /// The store that was judged last went on to there. An empty one gets its lineage with its first flag.
    void continued(StoreMark mark) {
        if (!suspect && lineage == null) {
            lineage = mark.lineage();
        }
    }

    private boolean isTrusted(StoreMark mark, Set<String> absent, Set<String> present) {
        if (!known || mark.adopted()) {
            return true;
        }
        if (lineage != null) {
            return lineage.equals(mark.lineage());
        }
        boolean editedByHand = mark.lineage() == null && !present.isEmpty() && !suspect;
        return absent.isEmpty() || editedByHand;
    }

    /// Whether a flag stays though the store lacks it.
    boolean isOrphan(String flagKey) {
        return orphans.contains(flagKey);
    }

    /// The store has the flag.
    void seen(String flagKey) {
        orphans.remove(flagKey);
        unlisted.remove(flagKey);
    }

    /// The store has nothing of the flag.
    void gone(String flagKey) {
        unlisted.remove(flagKey);
    }

    /// The store has the flag's keys, and its index does not name it.
    ///
    /// @return whether the flag stays
    boolean staysUnlisted(String flagKey, boolean indexIsGone) {
        if (indexIsGone) {
            unlisted.add(flagKey);
        }
        return unlisted.contains(flagKey) || isOrphan(flagKey);
    }

    boolean isSuspect() {
        return suspect || lacksIndex();
    }

    /// Whether it is the trusted store, and only its index that is not to be trusted.
    boolean lacksIndex() {
        return !suspect && !unlisted.isEmpty();
    }

    /// How many flags stay though the store lacks them.
    int orphanCount() {
        return orphans.size() + unlisted.size();
    }

    @Nullable
    String lineage() {
        return lineage;
    }
}
