package dev.flagstaff.redis;

import dev.flagstaff.redis.ChangeListener.Change;
import dev.flagstaff.redis.PendingChanges.Batch;
import dev.flagstaff.redis.PendingChanges.Cause;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What the applier knows of the store, and how it catches up with it: always forward, by reads on one connection.
/// Used by the applier thread alone.
///
/// **One revision.** Whenever flags are read, so is whatever else changed since the listener was told last, as
/// [CatchUp] says. What is told is therefore all of one revision, however many writers there are.
final class Follower {
    private final FlagReader reader;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> link;
    private final ChangeListener listener;
    private final Fence fence;
    private StoreMark mark = StoreMark.NONE;
    /// What the index names.
    private final Set<String> listed = new HashSet<>();
    /// What it does not name any more though its keys are there, or may be.
    private final Set<String> unlisted;

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
        var contents = reader.readAll(link.connection(), held, listener::known);
        fence.admit(contents.mark(), floor);
        mark = contents.mark();
        listed.clear();
        unlisted.clear();
        contents.flags().values().forEach(this::note);
        listener.replaced(contents);
        listener.current(asOf);
    }

    /// Reads what a batch asks for.
    void follow(Batch batch) {
        fence.awaitAnnounced(batch.revisions());
        var causes = new HashMap<>(batch.flags());
        var told = toldAlready(batch);
        causes.entrySet().removeIf(one -> !one.getValue().mayBeLater() && told.contains(one.getKey()));
        if (batch.index()) {
            indexChanges().forEach(flagKey -> causes.putIfAbsent(flagKey, cause(ChangeSource.KEYSPACE)));
        }
        if (!causes.isEmpty()) {
            catchUp(announced(batch, causes.keySet()), causes, batch.taken());
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
        catchUp(mark.revision(), Map.of(), false);
        listener.current(asOf);
    }

    /// After a failure the connection may still owe answers; none of them may be taken for one to a later question.
    void giveUpConnection(RedisUnavailableException failure) {
        link.discard(String.valueOf(failure.getMessage()));
    }

    /// Up to which revision each change is about one of some flags, as messages told: what the stream says of it need
    /// not be asked for where these are read.
    private long announced(Batch batch, Set<String> flagKeys) {
        long revision = mark.revision();
        var revisions = batch.revisions();
        // A name may be any text, also an empty one that somebody put into the index.
        while (revisions.containsKey(revision + 1) && flagKeys.contains(revisions.get(revision + 1))) {
            revision++;
        }
        return revision;
    }

    /// Reads some flags, and all that changed after a revision.
    private void catchUp(long since, Map<String, Cause> causes, boolean taken) {
        var read = reader.readSince(link.connection(), since, new HashSet<>(causes.keySet()), listener::known)
                .filter(contents -> continues(contents.mark()));
        if (read.isPresent()) {
            tell(read.get(), causes, taken);
        } else {
            readEverything();
        }
    }

    private void tell(StoreContents contents, Map<String, Cause> causes, boolean taken) {
        var changes = new ArrayList<Change>();
        for (var flag : contents.flags().values()) {
            var read = taken ? taken(flag) : flag;
            note(read);
            var cause = causes.getOrDefault(read.flagKey(), cause(ChangeSource.POLL));
            changes.add(new Change(read, cause.source(), cause.publishedAt()));
        }
        mark = contents.mark();
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

    /// Flags of which a message tells a change that an earlier read has seen. What Redis told before the message
    /// happened before it, so that read has seen that as well.
    private Set<String> toldAlready(Batch batch) {
        var newest = new HashMap<String, Long>();
        batch.revisions().forEach((revision, flagKey) -> newest.put(flagKey, revision));
        newest.values().removeIf(revision -> revision > mark.revision());
        return newest.keySet();
    }

    /// The flags that the index names and did not before, and the other way round.
    private Set<String> indexChanges() {
        var index = reader.index(link.connection());
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

    private static Cause cause(ChangeSource source) {
        return new Cause(source, null, 0, true);
    }
}
