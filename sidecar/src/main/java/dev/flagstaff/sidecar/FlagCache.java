package dev.flagstaff.sidecar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.flagstaff.flag.FlagDefinition;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every definition, twice: as they are held, by key, and as one [FlagView] of them all. The [Applier] alone writes;
/// any thread reads, and never waits for it.
///
/// A flag is looked up by key. What is held is at the same time what [StoreTrust] judges a store by, so the applier
/// looks there too: by [#held] and [#flagKeys], which do not count as look-ups. What a snapshot remembers is held from
/// the start, but served only once there is a view: whoever asks looks for that first.
///
/// An answer over many flags comes from the view, which the applier replaces after each batch of changes, when all of
/// the batch is held. So whoever sees a view's revision finds by key what the view has, or something newer.
final class FlagCache {
    private final Cache<String, FlagDefinition> flags =
            Caffeine.newBuilder().recordStats().build();
    private final List<Consumer<FlagView>> observers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition shown = lock.newCondition();
    private volatile @Nullable FlagView view;

    /// The flag; null when there is none. Counts as a look-up.
    @Nullable
    FlagDefinition find(String flagKey) {
        return flags.getIfPresent(flagKey);
    }

    /// All flags; null while nothing was loaded yet.
    @Nullable
    FlagView view() {
        return view;
    }

    /// All flags, of this revision if it comes in time, else of an earlier one.
    @Nullable
    FlagView awaitRevision(long revision, Duration patience) {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (left > 0 && (view == null || view.revision() < revision)) {
                left = shown.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return view;
    }

    /// Calls this for every new view, on the applier's thread; it must not wait for anything.
    void observe(Consumer<FlagView> observer) {
        observers.add(observer);
    }

    /// Completes when definitions are loaded for the first time, be they only remembered.
    CompletableFuture<Void> loaded() {
        return loaded;
    }

    CacheStats stats() {
        return flags.stats();
    }

    /// The keys of all flags that are held; they change as these do.
    Set<String> flagKeys() {
        return flags.asMap().keySet();
    }

    /// The flag, as the applier left it; null when there is none.
    @Nullable
    FlagDefinition held(String flagKey) {
        return flags.asMap().get(flagKey);
    }

    /// Has what a flag is from now on; null for gone.
    void put(String flagKey, @Nullable FlagDefinition flag) {
        if (flag == null) {
            flags.invalidate(flagKey);
        } else {
            flags.put(flagKey, flag);
        }
    }

    /// Answers over many flags come from here from now on, and whoever waits for it is told.
    void show(FlagView next) {
        view = next;
        observers.forEach(observer -> observer.accept(next));
        lock.lock();
        try {
            shown.signalAll();
        } finally {
            lock.unlock();
        }
        loaded.complete(null);
    }
}
