package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What a deletion leaves in Redis, and what it answers.
interface DeletingContract extends StoreFixture {
    Instant LATER = Instant.parse("2026-03-20T01:02:03.004Z");

    @Test
    default void aDeletionLeavesNothingOfTheFlagButIsAStepLikeAnother() {
        put(Definitions.full("banner"));
        String lineage = cli().get("feature-flags:lineage");

        assertThat(store().delete("banner", LATER)).isEqualTo(new DeleteOutcome.Deleted(2));

        assertThat(dump())
                .containsEntry("feature-flags:revision", "string 2")
                .containsEntry("feature-flags:lineage", "string " + lineage)
                .containsEntry(
                        "feature-flags:changes",
                        "stream {1-0={at=2026-03-19T12:00:00.000Z, flagKey=banner, op=put},"
                                + " 2-0={at=2026-03-20T01:02:03.004Z, flagKey=banner, op=delete}}")
                .hasSize(3);
        assertThat(read("banner")).isEqualTo(new FlagRead.Absent("banner"));
    }

    @Test
    default void aDeletionIsPublished() {
        put(Definitions.full("banner"));
        try (var heard = subscribe()) {
            store().delete("banner", LATER);

            await().until(() -> !heard.messages().isEmpty());
            assertThat(heard.messages())
                    .containsExactly("{\"revision\":2,\"flagKey\":\"banner\",\"op\":\"delete\","
                            + "\"at\":\"2026-03-20T01:02:03.004Z\"}");
        }
    }

    @Test
    default void deletingWhatIsNotThereChangesAndPublishesNothing() {
        put(Definitions.full("banner"));
        var before = dump();
        try (var heard = subscribe()) {
            assertThat(store().delete("other", LATER)).isEqualTo(new DeleteOutcome.Absent());
            assertThat(dump()).isEqualTo(before);

            put(Definitions.bare("last"));
            await().until(() -> !heard.messages().isEmpty());
            assertThat(heard.messages()).hasSize(1).first().asString().contains("last");
        }
    }

    @Test
    default void deletingOnAnEmptyStoreLeavesItEmpty() {
        assertThat(store().delete("banner", LATER)).isEqualTo(new DeleteOutcome.Absent());

        assertThat(dump()).isEmpty();
    }

    @Test
    default void whatIsLeftOfABrokenFlagCanBeDeleted() {
        put(Definitions.full("banner"));
        cli().del("feature-flags:flag:banner");

        assertThat(store().delete("banner", LATER)).isEqualTo(new DeleteOutcome.Deleted(2));
        assertThat(dump()).hasSize(3);
    }

    @Test
    default void aFlagThatTheIndexDoesNotNameCanBeDeleted() {
        put(Definitions.full("banner"));
        cli().del("feature-flags:index");

        assertThat(store().delete("banner", LATER)).isEqualTo(new DeleteOutcome.Deleted(2));
        assertThat(dump()).hasSize(3);
    }

    @Test
    default void aDeletedFlagCanBeWrittenAgain() {
        put(Definitions.full("banner"));
        store().delete("banner", LATER);

        assertThat(put(Definitions.bare("banner")).revision()).isEqualTo(3);
    }
}
