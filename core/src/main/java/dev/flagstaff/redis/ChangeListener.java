package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Takes what a feed read. All methods are called on the feed's one applier thread, one after the other;
/// none may block.
public interface ChangeListener {
    /// The flags that the listener has from elsewhere before anything is told.
    default Set<String> held() {
        return Set.of();
    }

    /// An equal definition that the listener has already, or else the same. Called while flags are read.
    default FlagDefinition known(FlagDefinition read) {
        return read;
    }

    /// Everything that the index names, and what is [#held], was read anew; what is not among it is gone. In which
    /// order flags were read means nothing.
    void replaced(StoreContents contents);

    /// Some flags were read anew.
    ///
    /// @param changes at least one, of each flag one at most; their order means nothing
    /// @param mark where the store stands: with these changes, everything up to its revision has been told
    void changed(List<Change> changes, StoreMark mark);

    /// What was told before is still all there is.
    ///
    /// @param asOfNanos when that was asked, of [System#nanoTime]
    void current(long asOfNanos);

    /// The feed is connected and subscribed.
    void connected();

    /// It is not, or no more; told anew whenever the reason changes.
    ///
    /// @param reason one sentence, without its full stop
    void disconnected(String reason);

    /// It is connected, but Redis does not let it read; told anew whenever the reason changes, until
    /// [#current] ends it.
    ///
    /// @param reason one sentence, without its full stop
    void failing(String reason);

    /// One flag that was read anew.
    ///
    /// @param source what made the feed read it
    /// @param publishedAt when the change was published, by the writer's clock; null where nothing told
    record Change(
            FlagRead read, ChangeSource source, @Nullable Instant publishedAt) {}
}
