package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What waits while nobody takes it, be it that Redis does not answer.
class PendingChangesTest {
    private static final int MANY = 50_000;
    private static final int MOST = 20_002;

    private final PendingChanges pending = new PendingChanges();

    @Test
    void manyChangesOfFewFlagsAreBoundedAndThenEverythingIsRead() throws InterruptedException {
        for (int i = 1; i <= MANY; i++) {
            pending.channel(new ChangeEvent(i, "flag-" + i % 3, ChangeEvent.Op.PUT, Instant.EPOCH));
            assertThat(pending.size()).isLessThanOrEqualTo(MOST);
        }

        assertThat(pending.take(System.nanoTime()).everything()).isTrue();
        assertThat(pending.size()).isZero();
    }

    @Test
    void editsOfManyFlagsAreBoundedAndThenEverythingIsRead() throws InterruptedException {
        for (int i = 1; i <= MANY; i++) {
            pending.keyspace("flag-" + i);
            assertThat(pending.size()).isLessThanOrEqualTo(MOST);
        }

        assertThat(pending.take(System.nanoTime()).everything()).isTrue();
        assertThat(pending.size()).isZero();
    }

    @Test
    void aMessageTakesTheNotificationsOfItsFlagAlong() throws InterruptedException {
        pending.keyspace("flag");
        pending.channel(new ChangeEvent(7, "flag", ChangeEvent.Op.PUT, Instant.EPOCH));

        var batch = pending.take(System.nanoTime());

        assertThat(batch.flags().get("flag"))
                .isNotNull()
                .extracting(PendingChanges.Cause::source)
                .isEqualTo(ChangeSource.CHANNEL);
        assertThat(batch.revisions()).containsExactly(Map.entry(7L, "flag"));
        assertThat(pending.size()).isZero();
    }
}
