package dev.flagstaff.sidecar;

import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.FlagDefinition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The digest of all definitions of a view, computed when somebody asks for it: an evaluation of one flag needs none,
/// and for a hundred thousand flags it takes half a second. Thread-safe; two that ask at once may both compute it.
final class LazyDigest {
    private final Digest before;
    /// Null once the digest is computed, so that it does not keep what is gone.
    private volatile @Nullable List<FlagDefinition> differences;
    /// Written before the differences are dropped, and read after these were seen to be.
    private Digest digest = Digest.NONE;

    /// @param before of the view that this one was made from
    /// @param differences what came, and what went
    LazyDigest(Digest before, List<FlagDefinition> differences) {
        this.before = before;
        this.differences = differences;
    }

    Digest get() {
        var missing = differences;
        if (missing == null) {
            return digest;
        }
        var sum = before;
        for (var flag : missing) {
            sum = sum.xor(Digest.of(DefinitionWriter.write(flag)));
        }
        digest = sum;
        differences = null;
        return sum;
    }
}
