package dev.flagstaff.ofrep;

import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.FlagDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All flags at one revision. Immutable.
public interface FlagSet {
    /// The store's revision; every change up to it is in here.
    long revision();

    /// The id of the store that the revision counts in; null where it has none.
    @Nullable
    String lineage();

    /// Of all definitions.
    Digest digest();

    /// Sorted by key.
    List<FlagDefinition> flags();
}
