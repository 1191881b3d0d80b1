package dev.flagstaff.sidecar;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Snapshot;
import dev.flagstaff.redis.ChangeListener;
import dev.flagstaff.redis.ChangeSource;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.RefusedDefinitions;
import dev.flagstaff.redis.StoreContents;
import dev.flagstaff.redis.StoreMark;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes of what the feed read what is served: decides what of it to believe, and puts that into the [FlagCache]. The
/// feed's thread calls it, under a lock that only the start shares with it; what it tells, any thread may ask.
final class Applier implements ChangeListener {
    private static final Logger LOG = LoggerFactory.getLogger(Applier.class);

    private final FlagCache cache;
    private final Connection connection;
    private final ChangeMetrics metrics;
    private final RefusedDefinitions refused = new RefusedDefinitions();
    private final StoreTrust trust = new StoreTrust();
    private final ReentrantLock lock = new ReentrantLock();
    /// What is in the cache, served or not yet.
    private FlagView held = FlagView.EMPTY;

    private volatile Suspicion suspicion = Suspicion.NONE;

    /// @param remembered from an earlier run; null for nothing. It is not served before [#serveRemembered]
    Applier(FlagCache cache, Connection connection, ChangeMetrics metrics, @Nullable Snapshot remembered) {
        this.cache = cache;
        this.connection = connection;
        this.metrics = metrics;
        if (remembered != null) {
            trust.remember(remembered.lineage());
            var flags = new TreeMap<String, @Nullable FlagDefinition>();
            for (var flag : remembered.flags()) {
                cache.put(flag.flagKey(), flag);
                flags.put(flag.flagKey(), flag);
            }
            held = held.with(flags, remembered.lineage(), remembered.revision());
        }
    }

    /// Serves what is remembered, unless something newer is served already.
    void serveRemembered() {
        locked(() -> {
            if (cache.view() == null) {
                LOG.atWarn()
                        .addKeyValue("revision", held.revision())
                        .addKeyValue("flags", held.flags().size())
                        .log("Redis does not answer; flags of the snapshot are served");
                cache.show(held);
            }
        });
    }

    /// How many flags in Redis cannot be read.
    int refusedCount() {
        return refused.count();
    }

    /// Why what the store lacks is served on.
    Suspicion suspicion() {
        return suspicion;
    }

    @Override
    public Set<String> held() {
        return Set.copyOf(cache.flagKeys());
    }

    @Override
    public FlagDefinition known(FlagDefinition read) {
        var flag = cache.held(read.flagKey());
        return flag != null && flag.equals(read) ? flag : read;
    }

    @Override
    public void replaced(StoreContents contents) {
        locked(() -> {
            var mark = contents.mark();
            var present = listed(contents);
            boolean sameLineage = Objects.equals(trust.lineage(), mark.lineage());
            var gone = trust.judge(mark, cache.flagKeys(), present);
            if (sameLineage && !suspicion.isAny() && mark.revision() < held.revision()) {
                LOG.atWarn()
                        .addKeyValue("from", held.revision())
                        .addKeyValue("to", mark.revision())
                        .log("the store went back to an earlier revision; that is served now");
                metrics.regressed();
            }
            var changes = new TreeMap<String, @Nullable FlagDefinition>();
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
        var unlisted = contents.flags().values().stream()
                .filter(FlagRead.Unlisted.class::isInstance)
                .map(FlagRead::flagKey)
                .toList();
        if (unlisted.isEmpty()) {
            return contents.flags().keySet();
        }
        var listed = new HashSet<>(contents.flags().keySet());
        unlisted.forEach(listed::remove);
        return listed;
    }

    @Override
    public void changed(List<Change> changed, StoreMark mark) {
        locked(() -> {
            var changes = new TreeMap<String, @Nullable FlagDefinition>();
            trust.continued(mark);
            for (var change : changed) {
                apply(change, changes);
            }
            tellSuspicion();
            show(changes, mark);
        });
    }

    private void apply(Change change, SortedMap<String, @Nullable FlagDefinition> changes) {
        var read = change.read();
        refused.note(read);
        var before = cache.held(read.flagKey());
        var now = switch (read) {
            case FlagRead.Present(var definition) -> definition;
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
        cache.put(read.flagKey(), now);
        changes.put(read.flagKey(), now);
        metrics.applied(change);
    }

    private void show(SortedMap<String, @Nullable FlagDefinition> changes, StoreMark mark) {
        held = held.with(changes, trust.lineage(), mark.revision());
        cache.show(held);
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

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }
}
