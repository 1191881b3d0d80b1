package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/// What waits while nobody takes it, be it that Redis does not answer.
class PendingChangesTest {
    private static final int MANY = 50_000;
    private static final int MOST = 20_002;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE);
    private final PendingChanges pending = new PendingChanges(now::get);

    @Test
    void manyChangesOfFewFlagsAreBoundedAndThenEverythingIsRead() throws InterruptedException {
        for (int i = 1; i <= MANY; i++) {
            pending.channel(new ChangeEvent(i, "flag-" + i % 3, ChangeEvent.Op.PUT, Instant.EPOCH), false);
            assertThat(pending.size()).isLessThanOrEqualTo(MOST);
        }

        assertThat(pending.take(now.get()).everything()).isTrue();
        assertThat(pending.size()).isZero();
    }

    @Test
    void editsOfManyFlagsAreBoundedAndThenEverythingIsRead() throws InterruptedException {
        for (int i = 1; i <= MANY; i++) {
            pending.keyspace(Set.of("flag-" + i));
            assertThat(pending.size()).isLessThanOrEqualTo(MOST);
        }

        assertThat(pending.take(now.get()).everything()).isTrue();
        assertThat(pending.size()).isZero();
    }

    @Test
    void aMessageTakesTheNotificationsOfItsFlagAlong() throws InterruptedException {
        pending.keyspace(Set.of("flag"));
        pending.channel(new ChangeEvent(7, "flag", ChangeEvent.Op.PUT, Instant.EPOCH), false);

        var batch = pending.take(now.get());

        assertThat(batch.flags().get("flag"))
                .isNotNull()
                .extracting(PendingChanges.Cause::source)
                .isEqualTo(ChangeSource.CHANNEL);
        assertThat(batch.revisions()).containsExactly(Map.entry(7L, "flag"));
        assertThat(pending.size()).isZero();
    }

    @Test
    void aNotificationWaitsForTheMessageThatFollowsIt() throws InterruptedException {
        pending.keyspace(Set.of("flag"));
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(pending.take(now.get()).flags()).isEmpty();

        now.addAndGet(PendingChanges.LINGER_NANOS);

        assertThat(pending.take(now.get()).flags()).containsOnlyKeys("flag");
    }

    @Test
    void aMessageWaitsForTheInvalidationThatFollowsItAndGoesWithIt() throws InterruptedException {
        pending.channel(change(7), true);
        assertThat(pending.take(now.get()).flags()).isEmpty();

        pending.keyspace(Set.of("flag"));
        var batch = pending.take(now.get());

        var cause = new PendingChanges.Cause(ChangeSource.CHANNEL, Instant.EPOCH, now.get(), true);
        assertThat(batch.flags()).containsExactly(Map.entry("flag", cause));
        assertThat(batch.revisions()).containsExactly(Map.entry(7L, "flag"));
        assertThat(pending.size()).isZero();
    }

    @Test
    void aMessageThatNoInvalidationFollowsIsNotHeldBackForLong() throws InterruptedException {
        pending.channel(change(7), true);
        now.addAndGet(PendingChanges.LINGER_NANOS);

        var batch = pending.take(now.get());

        assertThat(batch.flags().get("flag"))
                .isNotNull()
                .extracting(PendingChanges.Cause::mayBeLater)
                .isEqualTo(false);
        assertThat(batch.revisions()).containsExactly(Map.entry(7L, "flag"));
    }

    @Test
    void anEditBeforeAMessageWaitsForTheSameInvalidation() throws InterruptedException {
        pending.keyspace(Set.of("flag"));
        now.addAndGet(PendingChanges.LINGER_NANOS);
        pending.channel(change(7), true);
        assertThat(pending.take(now.get()).flags()).isEmpty();

        pending.keyspace(Set.of("flag"));

        assertThat(pending.take(now.get()).flags()).containsOnlyKeys("flag");
    }

    /// Otherwise a flag that changes all the time would be put off for good.
    @Test
    void anotherMessageDoesNotMakeTheFirstOneWaitLonger() throws InterruptedException {
        pending.channel(change(7), true);
        pending.channel(change(8), true);

        assertThat(pending.take(now.get()).flags()).containsOnlyKeys("flag");
    }

    @Test
    void whatAMessageSaysOfRevisionsStaysWithItsFlag() throws InterruptedException {
        pending.channel(new ChangeEvent(6, "other", ChangeEvent.Op.PUT, Instant.EPOCH), true);
        pending.channel(change(7), true);
        pending.keyspace(Set.of("other"));

        assertThat(pending.take(now.get()).revisions()).containsExactly(Map.entry(6L, "other"));

        pending.keyspace(Set.of("flag"));
        assertThat(pending.take(now.get()).revisions()).containsExactly(Map.entry(7L, "flag"));
    }

    /// An edit by hand between a write and the reading that was made because of it.
    @Test
    void whatRedisTellsAfterAMessageMayBeLaterThanTheWrite() throws InterruptedException {
        pending.channel(change(7), false);
        pending.keyspace(Set.of("flag"));

        assertThat(pending.take(now.get()).flags().get("flag"))
                .isNotNull()
                .extracting(PendingChanges.Cause::mayBeLater)
                .isEqualTo(true);
    }

    private static ChangeEvent change(long revision) {
        return new ChangeEvent(revision, "flag", ChangeEvent.Op.PUT, Instant.EPOCH);
    }

    @Test
    void manyMessagesOfAFlagAreOneReadingAsOfTheFirstThatWasPublished() throws InterruptedException {
        for (int i = 1; i <= 100; i++) {
            pending.channel(new ChangeEvent(i, "flag", ChangeEvent.Op.PUT, Instant.EPOCH.plusSeconds(i)), false);
        }

        var batch = pending.take(now.get());

        var cause = new PendingChanges.Cause(ChangeSource.CHANNEL, Instant.EPOCH.plusSeconds(1), now.get(), false);
        assertThat(batch.flags()).containsExactly(Map.entry("flag", cause));
        assertThat(batch.revisions()).hasSize(100);
        assertThat(pending.take(now.get()).flags()).isEmpty();
    }
}
