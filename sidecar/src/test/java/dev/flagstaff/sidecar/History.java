package dev.flagstaff.sidecar;

import dev.flagstaff.flag.Numbered;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.StoreContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What writers were told and readers saw, and what of it cannot be. Thread-safe.
final class History {
    private static final int MOST_VIOLATIONS = 20;

    /// What each step of the store's counter left of its flag, by whoever knows of it: there is but one truth.
    private final Map<Long, State> steps = new ConcurrentHashMap<>();
    /// Writes whose answer arrived, of each flag, by revision.
    private final Map<String, ConcurrentSkipListMap<Long, Write>> acknowledged = new ConcurrentHashMap<>();
    /// Writes whose answer was lost: they may have happened.
    private final Queue<Write> uncertain = new ConcurrentLinkedQueue<>();
    /// Of each flag that is edited by hand, the newest edit that was answered.
    private final Map<String, Long> edits = new ConcurrentHashMap<>();

    private final Queue<Sighting> sightings = new ConcurrentLinkedQueue<>();
    private final List<String> violations = new ArrayList<>();
    private final LongAdder writes = new LongAdder();
    private final LongAdder readings = new LongAdder();

    /// @param number -1 where there is no such flag
    record State(String flagKey, long number) {}

    /// One attempt to change a flag.
    ///
    /// @param beganAt of [System#nanoTime]
    /// @param endedAt when its writer heard of it, be it that it failed
    record Write(State left, long beganAt, long endedAt) {}

    /// What a sidecar showed of a flag.
    ///
    /// @param upTo every change up to this revision is in it, as the answer says
    /// @param revision of the flag; 0 where there is none
    private record Sighting(String reader, long upTo, String flagKey, long revision) {}

    void written(Write write, long revision) {
        writes.increment();
        isTruth(revision, write.left());
        acknowledged
                .computeIfAbsent(write.left().flagKey(), flagKey -> new ConcurrentSkipListMap<>())
                .put(revision, write);
    }

    void uncertain(Write write) {
        writes.increment();
        uncertain.add(write);
    }

    void edited(String flagKey, long number) {
        writes.increment();
        edits.put(flagKey, number);
    }

    void read() {
        readings.increment();
    }

    void saw(String reader, long upTo, Numbered flag) {
        isTruth(flag.revision(), new State(flag.flagKey(), flag.number()));
        sightings.add(new Sighting(reader, upTo, flag.flagKey(), flag.revision()));
    }

    void sawNone(String reader, long upTo, String flagKey) {
        sightings.add(new Sighting(reader, upTo, flagKey, 0));
    }

    synchronized void violation(String what) {
        if (violations.size() < MOST_VIOLATIONS) {
            violations.add(what);
        }
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    long writes() {
        return writes.sum();
    }

    long uncertainWrites() {
        return uncertain.size();
    }

    long readings() {
        return readings.sum();
    }

    private void isTruth(long revision, State state) {
        var before = steps.putIfAbsent(revision, state);
        if (before != null && !before.equals(state)) {
            violation("revision " + revision + " is both " + before + " and " + state);
        }
    }

    /// Checks what was seen since the last time, and what stands now. Nobody writes meanwhile.
    void check(StoreContents store) {
        for (var sighting = sightings.poll(); sighting != null; sighting = sightings.poll()) {
            check(sighting);
        }
        var stands = new TreeMap<String, @Nullable Numbered>();
        acknowledged.keySet().forEach(flagKey -> stands.put(flagKey, null));
        store.flags().forEach((flagKey, read) -> {
            if (!(read instanceof FlagRead.Present(var definition))) {
                violation("broken in Redis: " + read);
            } else if (Traffic.isEdited(flagKey)) {
                if (Long.parseLong(definition.description()) < edits.getOrDefault(flagKey, 0L)) {
                    violation("an edit of " + flagKey + " is lost: " + definition.description());
                }
            } else {
                long revision = definition.revision() == null ? 0 : definition.revision();
                stands.put(flagKey, new Numbered(flagKey, Long.parseLong(definition.description()), revision));
            }
        });
        stands.forEach(this::checkStanding);
    }

    /// An answer has every acknowledged write up to its revision, or a later one.
    private void check(Sighting seen) {
        var writesOfFlag = acknowledged.get(seen.flagKey());
        var due = writesOfFlag == null ? null : writesOfFlag.floorEntry(seen.upTo());
        if (due == null) {
            return;
        }
        boolean deleted = due.getValue().left().number() < 0;
        boolean fits = seen.revision() == 0
                ? deleted || mayBeDeletedSince(due.getKey(), due.getValue())
                : deleted ? seen.revision() > due.getKey() : seen.revision() >= due.getKey();
        if (!fits) {
            violation(seen + " lacks revision " + due.getKey() + ", " + due.getValue());
        }
    }

    /// What is in Redis is the last acknowledged write, or one whose answer was lost.
    private void checkStanding(String flagKey, @Nullable Numbered stands) {
        var writesOfFlag = acknowledged.get(flagKey);
        var last = writesOfFlag == null ? null : writesOfFlag.lastEntry();
        if (stands != null) {
            isTruth(stands.revision(), new State(flagKey, stands.number()));
        }
        if (last == null) {
            return;
        }
        boolean deleted = last.getValue().left().number() < 0;
        boolean fits = stands == null
                ? deleted || mayBeDeletedSince(last.getKey(), last.getValue())
                : stands.revision() == last.getKey() ? !deleted : stands.revision() > last.getKey() && mayBe(stands);
        if (!fits) {
            violation("in Redis " + flagKey + " is " + stands + ", which loses revision " + last.getKey() + ", "
                    + last.getValue());
        }
    }

    private boolean mayBeDeletedSince(long revision, Write write) {
        return writesAfter(write.left().flagKey(), revision).anyMatch(one -> one.number() < 0)
                || uncertain.stream()
                        .anyMatch(
                                one -> one.left().equals(new State(write.left().flagKey(), -1))
                                        && one.endedAt() - write.beganAt() > 0);
    }

    private Stream<State> writesAfter(String flagKey, long revision) {
        return acknowledged
                .getOrDefault(flagKey, new ConcurrentSkipListMap<>())
                .tailMap(revision, false)
                .values()
                .stream()
                .map(Write::left);
    }

    private boolean mayBe(Numbered stands) {
        var state = new State(stands.flagKey(), stands.number());
        return uncertain.stream().anyMatch(one -> one.left().equals(state));
    }
}
