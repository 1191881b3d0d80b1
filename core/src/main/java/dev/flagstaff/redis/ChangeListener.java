package dev.flagstaff.redis;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes what a feed read. All methods are called on the feed's one applier thread, one after the other; none may
/// block.
public interface ChangeListener {
    /// Everything was read anew; what is not among it is gone.
    void replaced(StoreContents contents);

    /// Some flags were read anew.
    ///
    /// @param changes at least one
    /// @param mark where the store stands: with these changes, everything up to its revision has been told
    void changed(List<Change> changes, StoreMark mark);

    /// What was told before is still all there is.
    ///
    /// @param asOfNanos when that was asked, of [System#nanoTime]
    void current(long asOfNanos);

    /// Whether the feed is connected and subscribed.
    void connected(boolean connected);

    /// One flag that was read anew.
    ///
    /// @param source what made the feed read it
    /// @param publishedAt when the change was published, by the writer's clock; null where nothing told
    record Change(
            FlagRead read, ChangeSource source, @Nullable Instant publishedAt) {}
}
