package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.FlagDefinition;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The tutorial's app and redis-cli write the same keys, and know nothing of ours.
interface OtherWritersContract extends StoreFixture {
    @Test
    default void aFlagOfTheTutorialsAppIsReadThoughItHasNoRevision() {
        new TutorialApp(cli()).write("banner", "theirs");

        var expected = new FlagRead.Present(theirs("theirs"));
        assertThat(store().find("banner")).isEqualTo(new FlagStore.Found(expected, StoreMark.NONE));
        assertThat(store().list().flags()).isEqualTo(Map.of("banner", expected));
    }

    @Test
    default void aFlagOfOursThatTheTutorialsAppWroteAnewHasNoRevisionAnyMore() {
        put(Definitions.full("banner"));
        var app = new TutorialApp(cli());
        app.remove("banner");
        app.write("banner", "now theirs");

        assertThat(read("banner")).isEqualTo(new FlagRead.Present(theirs("now theirs")));
    }

    @Test
    default void aFieldThatWasSetByHandIsRead() {
        put(Definitions.numbered("banner", 7));
        cli().hset("feature-flags:flag:banner", "description", "by hand");
        cli().hset("feature-flags:flag:banner:environment:always", "rolloutPercent", "99");

        assertThat(read("banner")).isInstanceOfSatisfying(FlagRead.Present.class, present -> {
            assertThat(present.definition().description()).isEqualTo("by hand");
            assertThat(Objects.requireNonNull(
                                    present.definition().environments().get("always"))
                            .rolloutPercent())
                    .isEqualTo(99);
            assertThat(present.definition().revision()).isEqualTo(1);
        });
    }

    @Test
    default void aWriteReplacesEverythingThatAnotherWriterLeft() {
        new TutorialApp(cli()).write("banner", "theirs");

        put(Definitions.bare("banner"));

        assertThat(cli().keys("feature-flags:flag:*")).containsExactly("feature-flags:flag:banner");
        assertThat(read("banner")).isEqualTo(new FlagRead.Present(Definitions.stored(Definitions.bare("banner"), 1L)));
    }

    @Test
    default void aFlagOfAnotherWriterCanBeDeleted() {
        new TutorialApp(cli()).write("banner", "theirs");

        assertThat(store().delete("banner", Instant.EPOCH)).isEqualTo(new DeleteOutcome.Deleted(1));
        assertThat(cli().keys("feature-flags:flag:*")).isEmpty();
    }

    @Test
    default void aWriteIsWholeThoughAnotherClientNeverStopsWriting() {
        try (var other = new Busy(() -> {
            cli().hset("feature-flags:flag:banner", "description", "torn");
            cli().sadd("feature-flags:flag:banner:environments", "orphan");
        })) {
            int written = 0;
            for (int i = 0; i < 100; i++) {
                var definition = Definitions.numbered("banner", i);
                switch (store().put(definition)) {
                    case PutOutcome.Written(FlagDefinition stored) -> {
                        written++;
                        assertThat(stored).isEqualTo(Definitions.stored(definition, (long) written));
                    }
                    // Nothing is written then, and so the next revision is not higher.
                    case PutOutcome.Conflict() -> {}
                    case PutOutcome.PreconditionFailed failed -> throw new AssertionError(failed);
                }
            }
            assertThat(written).isPositive();
            assertThat(changeIds()).hasSize(written);
            assertThat(other.rounds()).isPositive();
        }
    }

    private static FlagDefinition theirs(String description) {
        Instant at = Instant.parse(TutorialApp.UPDATED_AT);
        var environment = Definitions.environment()
                .rolloutPercent(50)
                .value("{\"a\":1}")
                .users("user-1")
                .regions("eu")
                .updatedAt(at);
        return Definitions.of("banner")
                .description(description)
                .environment("production", environment)
                .updatedAt(at)
                .build();
    }
}
