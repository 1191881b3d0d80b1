package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Takes what a feed tells, keeps what follows from it, and checks what holds for every feed: one thread, and for
/// no flag a step back. Thread-safe.
final class Recorder implements ChangeListener {
    static final Duration LONG = Duration.ofSeconds(60);

    private final SortedMap<String, FlagRead> flags = new TreeMap<>();
    private final Map<String, Long> newest = new HashMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<View> views = new ArrayList<>();
    private final List<Boolean> connections = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private StoreMark mark = StoreMark.NONE;
    private int replacements;
    private long current;
    private long threadId = -1;

    /// What had been told at one time.
    record View(SortedMap<String, FlagRead> flags, StoreMark mark) {}

    @Override
    public synchronized void replaced(StoreContents contents) {
        onOneThread();
        replacements++;
        flags.clear();
        contents.flags().forEach(this::take);
        show(contents.mark());
    }

    @Override
    public synchronized void changed(List<Change> told, StoreMark reached) {
        onOneThread();
        if (told.isEmpty()) {
            violations.add("told of nothing");
        }
        told.forEach(change -> take(change.read().flagKey(), change.read()));
        changes.addAll(told);
        show(reached);
    }

    @Override
    public synchronized void current(long asOfNanos) {
        onOneThread();
        current++;
    }

    @Override
    public synchronized void connected() {
        onOneThread();
        connections.add(true);
    }

    @Override
    public synchronized void disconnected(String reason) {
        onOneThread();
        if (!connections.isEmpty() && connections.getLast()) {
            connections.add(false);
        }
    }

    @Override
    public synchronized void failing(String reason) {
        onOneThread();
    }

    private void take(String flagKey, FlagRead read) {
        switch (read) {
            case FlagRead.Absent _, FlagRead.Unlisted _ -> flags.remove(flagKey);
            case FlagRead.Broken broken -> flags.put(flagKey, broken);
            case FlagRead.Present present -> {
                flags.put(flagKey, present);
                Long revision = present.definition().revision();
                if (revision != null) {
                    Long before = newest.put(flagKey, revision);
                    if (before != null && before > revision) {
                        violations.add(flagKey + " went back from " + before + " to " + revision);
                    }
                }
            }
        }
    }

    private void show(StoreMark reached) {
        mark = reached;
        views.add(new View(new TreeMap<>(flags), reached));
    }

    private void onOneThread() {
        long id = Thread.currentThread().threadId();
        if (threadId == -1) {
            threadId = id;
        }
        if (threadId != id) {
            violations.add("called on two threads");
        }
    }

    synchronized SortedMap<String, FlagRead> flags() {
        return new TreeMap<>(flags);
    }

    synchronized StoreMark mark() {
        return mark;
    }

    /// Every view since the feed was opened, oldest first.
    synchronized List<View> views() {
        return new ArrayList<>(views);
    }

    synchronized List<Change> changes() {
        return new ArrayList<>(changes);
    }

    /// What made the feed read a flag, each time.
    synchronized List<ChangeSource> sources(String flagKey) {
        return changes.stream()
                .filter(change -> change.read().flagKey().equals(flagKey))
                .map(Change::source)
                .toList();
    }

    synchronized List<Boolean> connections() {
        return new ArrayList<>(connections);
    }

    /// How often everything was read.
    synchronized int replacements() {
        return replacements;
    }

    /// How often the feed said that nothing more is there.
    synchronized long timesCurrent() {
        return current;
    }

    synchronized void hasNoViolations() {
        assertThat(violations).isEmpty();
    }

    /// Waits until everything that was told is everything there is.
    void awaitAll(FlagStore store) {
        await().atMost(LONG).untilAsserted(() -> {
            var contents = store.list();
            assertThat(flags()).isEqualTo(contents.flags());
            assertThat(mark()).isEqualTo(contents.mark());
        });
        hasNoViolations();
    }

    /// Waits until the last change that was told is this.
    void awaitLast(Change change) {
        await().atMost(LONG).untilAsserted(() -> assertThat(changes()).last().isEqualTo(change));
    }

    /// Waits until a flag's description is this.
    void awaitDescription(String flagKey, String description) {
        await().atMost(LONG)
                .untilAsserted(() -> assertThat(flags().get(flagKey))
                        .isInstanceOfSatisfying(
                                FlagRead.Present.class,
                                present -> assertThat(present.definition().description())
                                        .isEqualTo(description)));
    }
}
