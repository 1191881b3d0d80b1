package dev.flagstaff.redis;

import dev.flagstaff.redis.ChangeListener.Change;
import dev.flagstaff.redis.PendingChanges.Batch;
import dev.flagstaff.redis.PendingChanges.Cause;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the applier knows of the store, and how it catches up with it: always forward, by reads on one connection.
/// Used by the applier thread alone.
///
/// **One revision.** The script that reads a flag also tells the store's revision at that instant. So after some
/// flags were read, it is known up to which revision the store has gone, and from messages or the change stream
/// which flags changed until there; those that were read before their change are read once more. What is told to
/// the listener is therefore all of one revision, however many writers there are, unless they are quicker than
/// [#ROUNDS] rounds.
final class Follower {
    /// Each is over when no write falls into one round trip. Ten were too few for a writer who never pauses.
    private static final int ROUNDS = 100;
    private static final int MOST_REVISIONS_KEPT = 1_000;

    private final FlagReader reader;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> link;
    private final ChangeListener listener;
    private final Fence fence;
    private StoreMark mark = StoreMark.NONE;
    /// What the index names.
    private final Set<String> listed = new HashSet<>();
    /// What it does not name any more though its keys are there, or may be.
    private final Set<String> unlisted;
    /// Steps of the counter beyond the mark, as messages told them.
    private final TreeMap<Long, String> announced = new TreeMap<>();

    Follower(
            FlagReader reader,
            RedisLink<StatefulRedisConnection<String, byte[]>> link,
            ChangeListener listener,
            Fence fence) {
        this.reader = reader;
        this.link = link;
        this.listener = listener;
        this.fence = fence;
        unlisted = new HashSet<>(listener.held());
    }

    /// Reads the whole store.
    void readEverything() {
        long asOf = System.nanoTime();
        var floor = fence.awaitMaster(mark);
        var held = new HashSet<>(listed);
        held.addAll(unlisted);
        var contents = reader.readAll(link.connection(), held);
        fence.admit(contents.mark(), floor);
        mark = contents.mark();
        listed.clear();
        unlisted.clear();
        contents.flags().values().forEach(this::note);
        // Also beyond the mark: another store gives the same numbers to other flags.
        announced.clear();
        listener.replaced(contents);
        listener.current(asOf);
    }

    /// Reads what a batch asks for.
    void follow(Batch batch) {
        fence.awaitAnnounced(batch.revisions());
        announce(batch.revisions().tailMap(mark.revision(), false));
        var causes = new HashMap<>(batch.flags());
        var told = toldAlready(batch);
        causes.entrySet()
                .removeIf(one -> one.getValue().source() == ChangeSource.CHANNEL && told.contains(one.getKey()));
        if (batch.index()) {
            indexChanges().forEach(flagKey -> causes.putIfAbsent(flagKey, cause(ChangeSource.KEYSPACE)));
        }
        if (!causes.isEmpty()) {
            catchUp(causes, batch.taken());
        }
    }

    /// Compares revisions with the store and reads what was missed.
    void compare() {
        long asOf = System.nanoTime();
        fence.awaitMaster(mark);
        var store = reader.mark(link.connection());
        link.answered();
        if (store.equals(mark)) {
            listener.current(asOf);
            return;
        }
        if (!continues(store)) {
            readEverything();
            return;
        }
        var changed = reader.changedSince(link.connection(), mark.revision());
        if (changed.isEmpty()) {
            readEverything();
            return;
        }
        var causes = new HashMap<String, Cause>();
        changed.get().values().forEach(flagKey -> causes.put(flagKey, cause(ChangeSource.POLL)));
        announce(changed.get());
        catchUp(causes, false);
        listener.current(asOf);
    }

    /// After a failure the connection may still owe answers; none of them may be taken for one to a later
    /// question.
    void giveUpConnection(RedisUnavailableException failure) {
        link.discard(String.valueOf(failure.getMessage()));
    }

    private void catchUp(Map<String, Cause> causes, boolean taken) {
        var readings = reader.readEach(link.connection(), causes.keySet());
        StoreMark reached = mark;
        for (int round = 0; round < ROUNDS; round++) {
            reached = latest(readings.values());
            if (!continues(reached)) {
                readEverything();
                return;
            }
            var changed = changesUpTo(reached.revision());
            if (changed == null) {
                readEverything();
                return;
            }
            var stale = new ArrayList<String>();
            changed.forEach((revision, flagKey) -> {
                var reading = readings.get(flagKey);
                if (reading == null || reading.mark().revision() < revision) {
                    stale.add(flagKey);
                }
            });
            if (stale.isEmpty()) {
                break;
            }
            readings.putAll(reader.readEach(link.connection(), Set.copyOf(stale)));
        }
        tell(readings.values(), causes, taken, reached);
    }

    private void tell(
            Collection<FlagReader.Reading> readings, Map<String, Cause> causes, boolean taken, StoreMark reached) {
        var changes = new ArrayList<Change>();
        for (var reading : readings) {
            var read = taken ? taken(reading.flag()) : reading.flag();
            note(read);
            var cause = causes.getOrDefault(read.flagKey(), cause(ChangeSource.POLL));
            changes.add(new Change(read, cause.source(), cause.publishedAt()));
        }
        mark = reached;
        announced.headMap(mark.revision(), true).clear();
        listener.changed(changes, mark);
    }

    private void note(FlagRead read) {
        listed.remove(read.flagKey());
        unlisted.remove(read.flagKey());
        switch (read) {
            case FlagRead.Present _, FlagRead.Broken _ -> listed.add(read.flagKey());
            case FlagRead.Unlisted _ -> unlisted.add(read.flagKey());
            case FlagRead.Absent _ -> {
                // There is nothing to look for.
            }
        }
    }

    /// An index goes with the last flag that somebody takes from it.
    private static FlagRead taken(FlagRead read) {
        return read instanceof FlagRead.Unlisted unlisted ? new FlagRead.Unlisted(unlisted.flagKey(), false) : read;
    }

    /// Flags of which a message tells a change that an earlier read has seen. The notifications that the
    /// message took along were sent before it, so that read has seen their cause as well.
    private Set<String> toldAlready(Batch batch) {
        var newest = new HashMap<String, Long>();
        batch.revisions().forEach((revision, flagKey) -> newest.put(flagKey, revision));
        newest.values().removeIf(revision -> revision > mark.revision());
        return newest.keySet();
    }

    /// Which flags changed from the mark up to a revision; null when neither messages nor the stream tell all
    /// of it.
    private @Nullable Map<Long, String> changesUpTo(long revision) {
        if (!isAnnounced(revision)) {
            reader.changedSince(link.connection(), mark.revision()).ifPresent(this::announce);
        }
        return isAnnounced(revision) ? announced.headMap(revision, true) : null;
    }

    private boolean isAnnounced(long revision) {
        return announced.headMap(revision, true).size() == revision - mark.revision();
    }

    private void announce(Map<Long, String> changes) {
        announced.putAll(changes);
        if (announced.size() > MOST_REVISIONS_KEPT) {
            // The stream has them, should they be asked for.
            announced.clear();
        }
    }

    /// The flags that the index names and did not before, and the other way round.
    private Set<String> indexChanges() {
        var index = Set.copyOf(reader.index(link.connection()));
        var changes = new HashSet<String>();
        index.stream().filter(flagKey -> !listed.contains(flagKey)).forEach(changes::add);
        listed.stream().filter(flagKey -> !index.contains(flagKey)).forEach(changes::add);
        return changes;
    }

    /// Whether a store that stands there is the one we know, with nothing of it undone. One that has a lineage
    /// where there was none may be another one, whose changes do not say what it lacks, unless there is nothing
    /// that it could lack.
    private boolean continues(StoreMark store) {
        if (mark.lineage() == null && listed.isEmpty()) {
            return mark.revision() <= store.revision();
        }
        return mark.isContinuedBy(store) && mark.adopted() == store.adopted();
    }

    private static StoreMark latest(Collection<FlagReader.Reading> readings) {
        return readings.stream()
                .map(FlagReader.Reading::mark)
                .max(Comparator.comparingLong(StoreMark::revision))
                .orElseThrow();
    }

    private static Cause cause(ChangeSource source) {
        return new Cause(source, null, 0);
    }
}
