package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.flag.FlagDefinition;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagViewTest {
    private static final FlagView EMPTY = FlagView.EMPTY;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void changesLeadWhereASortedMapWouldLead(long seed) {
        var random = new Random(seed);
        var expected = new TreeMap<String, FlagDefinition>();
        var view = EMPTY;
        for (int revision = 1; revision <= 200; revision++) {
            var changes = changes(random, revision);
            changes.forEach((flagKey, flag) -> {
                if (flag == null) {
                    expected.remove(flagKey);
                } else {
                    expected.put(flagKey, flag);
                }
            });

            view = view.with(changes, "L", revision);

            assertThat(view.flags()).containsExactlyElementsOf(expected.values());
            assertThat(view.revision()).isEqualTo(revision);
            assertThat(view.digest())
                    .isEqualTo(expected.values().stream()
                            .map(DefinitionWriter::write)
                            .map(Digest::of)
                            .reduce(Digest.NONE, Digest::xor));
        }
    }

    @Test
    void aViewStaysAsItIsWhenAnotherIsMadeFromIt() {
        var before = EMPTY.with(new TreeMap<>(Map.of("a", flag("a", 1))), "L", 1);

        var after = before.with(new TreeMap<>(Map.of("a", flag("a", 2), "b", flag("b", 2))), "L", 2);

        assertThat(before.flags()).containsExactly(flag("a", 1));
        assertThat(after.flags()).containsExactly(flag("a", 2), flag("b", 2));
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> after.flags().clear());
    }

    @Test
    void whetherTheDigestOfAViewWasAskedForBeforeMakesNoDifferenceToTheNextOne() {
        var unasked = EMPTY.with(new TreeMap<>(Map.of("a", flag("a", 1))), "L", 1);
        var asked = EMPTY.with(new TreeMap<>(Map.of("a", flag("a", 1))), "L", 1);

        assertThat(asked.digest()).isEqualTo(asked.digest()).isEqualTo(Digest.of(DefinitionWriter.write(flag("a", 1))));
        var changes = new TreeMap<>(Map.of("a", flag("a", 2)));
        assertThat(unasked.with(changes, "L", 2).digest())
                .isEqualTo(asked.with(changes, "L", 2).digest())
                .isEqualTo(Digest.of(DefinitionWriter.write(flag("a", 2))));
    }

    @Test
    void theDeletionOfAFlagThatIsNotThereChangesNothing() {
        var before = EMPTY.with(new TreeMap<>(Map.of("b", flag("b", 1))), "L", 1);
        var changes = new TreeMap<String, @Nullable FlagDefinition>();
        changes.put("a", null);
        changes.put("c", null);

        assertThat(before.with(changes, "L", 2).flags()).containsExactly(flag("b", 1));
    }

    private static SortedMap<String, @Nullable FlagDefinition> changes(Random random, int revision) {
        var changes = new TreeMap<String, @Nullable FlagDefinition>();
        for (int i = random.nextInt(6); i > 0; i--) {
            // Keys of which some begin alike, upper case before lower case, as their order in bytes is.
            String flagKey = List.of("a", "B", "a.b", "a-b", "ab").get(random.nextInt(5)) + random.nextInt(4);
            changes.put(flagKey, random.nextInt(3) == 0 ? null : flag(flagKey, revision));
        }
        return changes;
    }

    private static FlagDefinition flag(String flagKey, long revision) {
        return FlagBuilder.flag(flagKey).revision(revision).build();
    }
}
