package dev.flagstaff.sidecar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.flagstaff.eval.CompiledFlag;
import dev.flagstaff.redis.ChangeListener;
import dev.flagstaff.redis.ChangeSource;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.RefusedDefinitions;
import dev.flagstaff.redis.StoreContents;
import dev.flagstaff.redis.StoreMark;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Every definition, compiled. The feed's applier thread writes; any thread reads, and never waits.
///
/// A flag is looked up in the cache; an answer over many flags comes from one [FlagView], which the applier
/// replaces after each batch of changes, when all of the batch is in the cache. So whoever sees a view's revision
/// finds in the cache what the view has, or something newer.
final class FlagCache implements ChangeListener {
    private final Cache<String, CompiledFlag> flags =
            Caffeine.newBuilder().recordStats().build();
    private final RefusedDefinitions refused = new RefusedDefinitions();
    private final ChangeMetrics metrics;
    private volatile @Nullable FlagView view;
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private volatile boolean connected;
    private volatile long currentAsOf = System.nanoTime();

    FlagCache(ChangeMetrics metrics) {
        this.metrics = metrics;
    }

    /// The flag; null when there is none, or nothing was loaded yet.
    @Nullable
    CompiledFlag find(String flagKey) {
        return flags.getIfPresent(flagKey);
    }

    /// All flags; null while nothing was loaded yet.
    @Nullable
    FlagView view() {
        return view;
    }

    /// Completes when definitions are loaded for the first time.
    CompletableFuture<Void> loaded() {
        return loaded;
    }

    int refusedCount() {
        return refused.count();
    }

    boolean isConnected() {
        return connected;
    }

    /// How long ago the definitions were last known to be all there is.
    long stalenessNanos() {
        return System.nanoTime() - currentAsOf;
    }

    CacheStats stats() {
        return flags.stats();
    }

    @Override
    public void replaced(StoreContents contents) {
        var changes = new TreeMap<String, @Nullable CompiledFlag>();
        for (var read : contents.flags().values()) {
            apply(new Change(read, ChangeSource.REREAD, null), changes);
        }
        refused.retain(contents.flags().keySet());
        var gone = new HashSet<>(flags.asMap().keySet());
        gone.removeAll(contents.flags().keySet());
        for (String flagKey : gone) {
            apply(new Change(new FlagRead.Absent(flagKey), ChangeSource.REREAD, null), changes);
        }
        show(changes, contents.mark());
        loaded.complete(null);
    }

    @Override
    public void changed(List<Change> changed, StoreMark mark) {
        var changes = new TreeMap<String, @Nullable CompiledFlag>();
        for (var change : changed) {
            apply(change, changes);
        }
        show(changes, mark);
    }

    @Override
    public void current(long asOfNanos) {
        currentAsOf = asOfNanos;
    }

    @Override
    public void connected(boolean nowConnected) {
        connected = nowConnected;
    }

    private void apply(Change change, SortedMap<String, @Nullable CompiledFlag> changes) {
        var read = change.read();
        refused.note(read);
        var before = flags.asMap().get(read.flagKey());
        var now = switch (read) {
            case FlagRead.Present(var definition) -> CompiledFlag.of(definition);
            case FlagRead.Absent absent -> null;
            // The last good definition stays.
            case FlagRead.Broken broken -> before;
        };
        if (Objects.equals(now, before)) {
            return;
        }
        if (now == null) {
            flags.invalidate(read.flagKey());
        } else {
            flags.put(read.flagKey(), now);
        }
        changes.put(read.flagKey(), now);
        metrics.applied(change);
    }

    private void show(SortedMap<String, @Nullable CompiledFlag> changes, StoreMark mark) {
        var before = view == null ? new FlagView(0, List.of()) : view;
        view = before.with(changes, mark.revision());
        if (!changes.isEmpty()) {
            metrics.known(flags.asMap().keySet());
        }
    }
}
