package dev.flagstaff.sidecar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import dev.flagstaff.eval.CompiledFlag;
import dev.flagstaff.flag.Snapshot;
import dev.flagstaff.redis.ChangeListener;
import dev.flagstaff.redis.ChangeSource;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.RefusedDefinitions;
import dev.flagstaff.redis.StoreContents;
import dev.flagstaff.redis.StoreMark;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every definition, compiled. The feed's applier thread writes, under a lock that only the start shares with it; any
/// thread reads, and never waits.
///
/// A flag is looked up in the cache; an answer over many flags comes from one [FlagView], which the applier
/// replaces after each batch of changes, when all of the batch is in the cache. So whoever sees a view's revision
/// finds in the cache what the view has, or something newer.
final class FlagCache implements ChangeListener {
    private static final Logger LOG = LoggerFactory.getLogger(FlagCache.class);

    private final Cache<String, CompiledFlag> flags =
            Caffeine.newBuilder().recordStats().build();
    private final RefusedDefinitions refused = new RefusedDefinitions();
    private final ChangeMetrics metrics;
    private final Connection connection = new Connection();
    private final List<Consumer<FlagView>> observers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> loaded = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition shown = lock.newCondition();
    private final StoreTrust trust = new StoreTrust();
    /// What is in the cache, served or not yet.
    private FlagView held = FlagView.EMPTY;

    private volatile @Nullable FlagView view;
    private volatile boolean suspect;

    /// @param remembered from an earlier run; null for nothing. It is not served before [#serveRemembered]
    FlagCache(ChangeMetrics metrics, @Nullable Snapshot remembered) {
        this.metrics = metrics;
        if (remembered != null) {
            trust.remember(remembered.lineage());
            var compiled = new TreeMap<String, @Nullable CompiledFlag>();
            for (var definition : remembered.flags()) {
                var flag = CompiledFlag.of(definition);
                flags.put(flag.flagKey(), flag);
                compiled.put(flag.flagKey(), flag);
            }
            held = held.with(compiled, remembered.lineage(), remembered.revision());
            metrics.known(flags.asMap().keySet());
        }
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

    int refusedCount() {
        return refused.count();
    }

    Connection connection() {
        return connection;
    }

    /// Whether the store is another one than the flags come from, so that what it lacks is served on.
    boolean isSuspect() {
        return suspect;
    }

    CacheStats stats() {
        return flags.stats();
    }

    /// Serves what is remembered, unless something newer is served already.
    void serveRemembered() {
        locked(() -> {
            if (view == null) {
                LOG.atWarn()
                        .addKeyValue("revision", held.revision())
                        .addKeyValue("flags", held.flags().size())
                        .log("Redis does not answer; flags of the snapshot are served");
                show(held);
            }
        });
    }

    @Override
    public void replaced(StoreContents contents) {
        locked(() -> {
            var mark = contents.mark();
            var present = contents.flags().keySet();
            boolean wasSuspect = suspect;
            boolean sameLineage = Objects.equals(trust.lineage(), mark.lineage());
            var gone = trust.judge(mark, flags.asMap().keySet(), present);
            if (sameLineage && !wasSuspect && mark.revision() < held.revision()) {
                LOG.atWarn()
                        .addKeyValue("from", held.revision())
                        .addKeyValue("to", mark.revision())
                        .log("the store went back to an earlier revision; that is served now");
                metrics.regressed();
            }
            var changes = new TreeMap<String, @Nullable CompiledFlag>();
            for (var read : contents.flags().values()) {
                apply(new Change(read, ChangeSource.REREAD, null), changes);
            }
            refused.retain(present);
            for (String flagKey : gone) {
                apply(new Change(new FlagRead.Absent(flagKey), ChangeSource.REREAD, null), changes);
            }
            tellSuspicion(wasSuspect);
            show(changes, mark);
        });
    }

    @Override
    public void changed(List<Change> changed, StoreMark mark) {
        locked(() -> {
            var changes = new TreeMap<String, @Nullable CompiledFlag>();
            trust.continued(mark);
            for (var change : changed) {
                apply(change, changes);
            }
            show(changes, mark);
        });
    }

    @Override
    public void current(long asOfNanos) {
        connection.current(asOfNanos);
    }

    @Override
    public void connected() {
        connection.up();
    }

    @Override
    public void disconnected(String reason) {
        connection.down(reason);
    }

    @Override
    public void failing(String reason) {
        connection.failing(reason);
    }

    private void tellSuspicion(boolean wasSuspect) {
        suspect = trust.isSuspect();
        if (suspect && !wasSuspect) {
            LOG.atError()
                    .addKeyValue("orphans", trust.orphanCount())
                    .log("Redis holds another store than the flags come from; what it lacks is served on. Either put"
                            + " the old data back, or refill it: POST /api/admin/store/restore with a sidecar's"
                            + " /snapshot, or declare it right: POST /api/admin/store/adopt");
        } else if (wasSuspect && !suspect) {
            LOG.info("the store in Redis is trusted again; what it lacks is gone");
        }
    }

    private void apply(Change change, SortedMap<String, @Nullable CompiledFlag> changes) {
        var read = change.read();
        refused.note(read);
        var before = flags.asMap().get(read.flagKey());
        var now = switch (read) {
            case FlagRead.Present(var definition) -> CompiledFlag.of(definition);
            case FlagRead.Absent(String flagKey) -> trust.isOrphan(flagKey) ? before : null;
            // The last good definition stays.
            case FlagRead.Broken broken -> before;
        };
        if (!(read instanceof FlagRead.Absent)) {
            trust.seen(read.flagKey());
        }
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
        held = held.with(changes, trust.lineage(), mark.revision());
        if (!changes.isEmpty()) {
            metrics.known(flags.asMap().keySet());
        }
        show(held);
    }

    private void show(FlagView next) {
        view = next;
        shown.signalAll();
        loaded.complete(null);
        observers.forEach(observer -> observer.accept(next));
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
