package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.flag.FlagDefinition;
import io.lettuce.core.Range;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Writes that happen only where the flag is as the writer saw it, and the declaration that a store is right.
interface PreconditionsContract extends StoreFixture {
    @Test
    default void aWriteWhosePreconditionFailsChangesNothingAndTellsTheRevision() {
        put(Definitions.bare("other"));
        put(Definitions.bare("banner"));
        var before = dump();

        assertThat(store().put(Definitions.full("banner"), at(1), null))
                .isEqualTo(new PutOutcome.PreconditionFailed(2));
        assertThat(store().delete("banner", Definitions.NOON, at(1), null))
                .isEqualTo(new DeleteOutcome.PreconditionFailed(2));
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    default void aWriteWhosePreconditionHoldsHappens() {
        put(Definitions.bare("banner"));

        assertThat(store().put(Definitions.full("banner"), at(1), null)).isInstanceOf(PutOutcome.Written.class);
        assertThat(store().delete("banner", Definitions.NOON, at(2), null)).isEqualTo(new DeleteOutcome.Deleted(3));
    }

    @Test
    default void aFlagThatIsThereIsNotCreatedAgain() {
        assertThat(store().put(Definitions.bare("banner"), Precondition.ABSENT, null))
                .isInstanceOf(PutOutcome.Written.class);
        assertThat(store().put(Definitions.full("banner"), Precondition.ABSENT, null))
                .isEqualTo(new PutOutcome.PreconditionFailed(1));
    }

    @Test
    default void anotherWritersFlagHasNoRevisionAndTheStoresIsTold() {
        put(Definitions.bare("other"));
        new TutorialApp(cli()).write("banner", "theirs");

        assertThat(store().put(Definitions.bare("banner"), at(1), null))
                .isEqualTo(new PutOutcome.PreconditionFailed(1));
    }

    @Test
    default void ofManyWhoSawTheSameRevisionOneWins() {
        put(Definitions.bare("banner"));

        var writers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> store().put(Definitions.numbered("banner", i), at(1), null)))
                .toList();

        assertThat(writers.stream().map(CompletableFuture::join).filter(PutOutcome.Written.class::isInstance))
                .hasSize(1);
        assertThat(changeIds()).containsExactly("1-0", "2-0");
    }

    @Test
    default void whoeverWritesIsNamedInTheStreamAndNotInTheMessage() {
        try (var heard = subscribe()) {
            store().put(Definitions.bare("banner"), Precondition.NONE, "ada");
            store().delete("banner", Definitions.NOON, Precondition.NONE, "grace");

            var entries = cli().xrange("feature-flags:changes", Range.unbounded());
            assertThat(entries).extracting(entry -> entry.getBody().get("by")).containsExactly("ada", "grace");
            await().until(() -> heard.messages().size() == 2);
            assertThat(heard.messages()).noneMatch(message -> message.contains("ada") || message.contains("grace"));
        }
    }

    @Test
    default void aDefinitionKeepsTheTimesThatItHas() {
        FlagDefinition stored = put(Definitions.full("banner"));
        cli().flushall();

        FlagDefinition restored = put(stored);

        assertThat(restored.updatedAt()).isEqualTo(stored.updatedAt());
        assertThat(restored.environments()).isEqualTo(stored.environments());
    }

    @Test
    default void anAdoptedStoreSaysSoUntilItsLineageIsAnother() {
        put(Definitions.bare("banner"));
        String lineage = cli().get("feature-flags:lineage");
        assertThat(store().list().mark()).isEqualTo(new StoreMark(1, lineage, false));

        assertThat(store().adopt()).isEqualTo(lineage);

        assertThat(store().list().mark()).isEqualTo(new StoreMark(1, lineage, true));
        assertThat(store().find("banner").mark()).isEqualTo(new StoreMark(1, lineage, true));
        cli().set("feature-flags:lineage", "another");
        assertThat(store().list().mark()).isEqualTo(new StoreMark(1, "another", false));
    }

    @Test
    default void anEmptyStoreThatIsAdoptedGetsALineageAndNothingElse() {
        String lineage = store().adopt();

        assertThat(lineage).isNotEmpty();
        assertThat(dump())
                .isEqualTo(Map.of(
                        "feature-flags:lineage", "string " + lineage,
                        "feature-flags:adopted", "string " + lineage));
        put(Definitions.bare("banner"));
        assertThat(store().list().mark()).isEqualTo(new StoreMark(1, lineage, true));
    }

    private static Precondition at(long revision) {
        return (exists, listed, actual) -> exists && actual != null && actual == revision;
    }
}
