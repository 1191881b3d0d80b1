package dev.flagstaff.redis;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What has to be read again, coalesced: any number of messages about a flag ask for one reading. Bounded: beyond
/// a number of flags or changes it asks for everything instead. Thread-safe; messages are noted by Netty's threads
/// and taken by the applier.
///
/// **Why messages wait for each other.** What Redis itself tells of a write of ours comes beside the writer's message,
/// all on one connection: keyspace notifications, one for each key, before it; an invalidation, which names all keys,
/// right after it. Read at the first of them, the flag would be read twice. So a notification waits for the message,
/// and a message that an invalidation follows waits for that; what comes takes what waited along at once. Where it
/// does not come within [#LINGER_NANOS], the flag is read all the same.
final class PendingChanges {
    static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int MOST_FLAGS = 10_000;

    private final LongSupplier ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition noted = lock.newCondition();
    private Map<String, Cause> flags = new HashMap<>();
    private TreeMap<Long, String> revisions = new TreeMap<>();
    private boolean everything;
    private boolean index;
    private boolean taken;
    private long indexReadyAt;
    private boolean woken;

    /// Why a flag is read again, and from when on.
    ///
    /// @param source what told first
    /// @param readyAt of the ticker
    /// @param mayBeLater whether Redis told something after the writer's message: it may be a later edit by hand,
    ///     which a reading that saw the write need not have seen
    record Cause(ChangeSource source, @Nullable Instant publishedAt, long readyAt, boolean mayBeLater) {}

    /// What to do now.
    ///
    /// @param everything read everything; the rest is then moot
    /// @param index see which flags the index gained and lost
    /// @param taken somebody took a flag from the index, so that what it does not name was not lost with it
    /// @param flags read these
    /// @param revisions which flag each step of the counter changed, as far as messages told
    record Batch(
            boolean everything,
            boolean index,
            boolean taken,
            Map<String, Cause> flags,
            TreeMap<Long, String> revisions) {}

    /// @param ticker as [System#nanoTime]
    PendingChanges(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /// A writer's message.
    ///
    /// @param isFollowed whether Redis sends an invalidation after it
    void channel(ChangeEvent event, boolean isFollowed) {
        long now = ticker.getAsLong();
        locked(() -> {
            var earlier = flags.get(event.flagKey());
            boolean waits = isFollowed && (earlier == null || earlier.source() == ChangeSource.KEYSPACE);
            Instant publishedAt = earlier == null || earlier.publishedAt() == null ? event.at() : earlier.publishedAt();
            long readyAt = waits ? now + LINGER_NANOS : now;
            flags.put(event.flagKey(), new Cause(ChangeSource.CHANNEL, publishedAt, readyAt, false));
            revisions.put(event.revision(), event.flagKey());
        });
    }

    /// Redis says in one message that keys of some flags were touched.
    void keyspace(Set<String> flagKeys) {
        long now = ticker.getAsLong();
        locked(() -> flagKeys.forEach(flagKey -> touched(flagKey, now)));
    }

    private void touched(String flagKey, long now) {
        var earlier = flags.get(flagKey);
        if (earlier == null) {
            flags.put(flagKey, new Cause(ChangeSource.KEYSPACE, null, now + LINGER_NANOS, true));
        } else if (earlier.source() == ChangeSource.CHANNEL) {
            flags.put(flagKey, new Cause(ChangeSource.CHANNEL, earlier.publishedAt(), now, true));
        }
    }

    /// The index changed.
    ///
    /// @param flagTaken by somebody who took a flag from it
    void index(boolean flagTaken) {
        long readyAt = ticker.getAsLong() + LINGER_NANOS;
        locked(() -> {
            taken |= flagTaken;
            if (!index) {
                index = true;
                indexReadyAt = readyAt;
            }
        });
    }

    void everything() {
        locked(() -> everything = true);
    }

    /// Makes [#take] return though there may be nothing to do.
    void wake() {
        locked(() -> woken = true);
    }

    /// Waits until something is to be done, or until a moment of the ticker, and takes it.
    Batch take(long until) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!everything && !woken) {
                long now = ticker.getAsLong();
                long ready = earliest(until);
                if (ready - now <= 0) {
                    break;
                }
                noted.awaitNanos(ready - now);
            }
            woken = false;
            return drain(ticker.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /// How much is noted.
    int size() {
        lock.lock();
        try {
            return flags.size() + revisions.size();
        } finally {
            lock.unlock();
        }
    }

    private long earliest(long until) {
        long earliest = index && indexReadyAt - until < 0 ? indexReadyAt : until;
        for (var cause : flags.values()) {
            if (cause.readyAt() - earliest < 0) {
                earliest = cause.readyAt();
            }
        }
        return earliest;
    }

    private Batch drain(long now) {
        if (everything) {
            everything = false;
            index = false;
            taken = false;
            flags = new HashMap<>();
            revisions = new TreeMap<>();
            return new Batch(true, false, false, Map.of(), new TreeMap<>());
        }
        boolean indexReady = index && indexReadyAt - now <= 0;
        boolean takenReady = indexReady && taken;
        index = index && !indexReady;
        taken = taken && !indexReady;
        var ready = new HashMap<String, Cause>();
        flags.forEach((flagKey, cause) -> {
            if (cause.readyAt() - now <= 0) {
                ready.put(flagKey, cause);
            }
        });
        flags.keySet().removeAll(ready.keySet());
        var named = new TreeMap<>(revisions);
        named.values().removeAll(flags.keySet());
        revisions.values().retainAll(flags.keySet());
        return new Batch(false, indexReady, takenReady, ready, named);
    }

    private void locked(Runnable note) {
        lock.lock();
        try {
            note.run();
            if (flags.size() > MOST_FLAGS || revisions.size() > MOST_FLAGS) {
                everything = true;
                flags.clear();
                revisions.clear();
            }
            noted.signal();
        } finally {
            lock.unlock();
        }
    }
}
