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
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;
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
    private volatile Suspicion suspicion = Suspicion.NONE;

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

    /// Why what the store lacks is served on.
    Suspicion suspicion() {
        return suspicion;
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
            var present = listed(contents);
            boolean sameLineage = Objects.equals(trust.lineage(), mark.lineage());
            var gone = trust.judge(mark, flags.asMap().keySet(), present);
            if (sameLineage && !suspicion.isAny() && mark.revision() < held.revision()) {
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
            gone.removeAll(contents.flags().keySet());
            for (String flagKey : gone) {
                apply(new Change(new FlagRead.Absent(flagKey), ChangeSource.REREAD, null), changes);
            }
            tellSuspicion();
            show(changes, mark);
        });
    }

    private static Set<String> listed(StoreContents contents) {
        return contents.flags().values().stream()
                .filter(read -> !(read instanceof FlagRead.Unlisted))
                .map(FlagRead::flagKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void changed(List<Change> changed, StoreMark mark) {
        locked(() -> {
            var changes = new TreeMap<String, @Nullable CompiledFlag>();
            trust.continued(mark);
            for (var change : changed) {
                apply(change, changes);
            }
            tellSuspicion();
            show(changes, mark);
        });
    }

    @Override
    public Set<String> held() {
        return Set.copyOf(flags.asMap().keySet());
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

    private void tellSuspicion() {
        var before = suspicion;
        suspicion = Suspicion.of(trust);
        if (suspicion == before) {
            return;
        }
        if (suspicion.isAny()) {
            LOG.atError()
                    .addKeyValue("orphans", trust.orphanCount())
                    .log(suspicion.sentence() + " Either put the old data back, or refill it: POST"
                            + " /api/admin/store/restore with a sidecar's /snapshot, or declare it right: POST"
                            + " /api/admin/store/adopt");
        } else {
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
            case FlagRead.Unlisted(String flagKey, boolean indexIsGone) ->
                before != null && trust.staysUnlisted(flagKey, indexIsGone) ? before : null;
            // The last good definition stays.
            case FlagRead.Broken broken -> before;
        };
        switch (read) {
            case FlagRead.Present _, FlagRead.Broken _ -> trust.seen(read.flagKey());
            case FlagRead.Absent(String flagKey) -> trust.gone(flagKey);
            case FlagRead.Unlisted _ -> {
                // Where it stays, that is noted.
            }
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
