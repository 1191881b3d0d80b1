package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The records refuse what no definition may be, whoever makes them.
class DefinitionRecordsTest {
    private static final Instant AT = Instant.parse("2026-03-19T12:00:00.123456Z");

    @ParameterizedTest
    @ValueSource(ints = {-1, 101, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aPercentageOutOfBoundsIsRefused(int percent) {
        assertThatIllegalArgumentException().isThrownBy(() -> environment(percent, "ada"));
    }

    @Test
    void anEmptyAllowlistEntryIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> environment(1, ""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EnvironmentDefinition(
                        true, 1, JsonValue.NULL, new TreeSet<>(), new TreeSet<>(List.of("eu", "")), AT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "-a", "\u00e9"})
    void aNameThatBreaksTheGrammarIsRefused(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> flag(name, new TreeMap<>(), null));
        var environments = new TreeMap<>(Collections.singletonMap(name, environment(1, "ada")));
        assertThatIllegalArgumentException().isThrownBy(() -> flag("f", environments, null));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRevisionThatIsNotPositiveIsRefused(long revision) {
        assertThatIllegalArgumentException().isThrownBy(() -> flag("f", new TreeMap<>(), revision));
    }

    @Test
    void instantsAreCutToTheMillisecond() {
        assertThat(environment(1, "ada").updatedAt()).isEqualTo("2026-03-19T12:00:00.123Z");
        assertThat(flag("f", new TreeMap<>(), 1L).updatedAt()).isEqualTo("2026-03-19T12:00:00.123Z");
    }

    @Test
    void whatADefinitionWasMadeOfDoesNotChangeIt() {
        var users = new TreeSet<>(List.of("ada"));
        var environment = new EnvironmentDefinition(true, 1, JsonValue.NULL, users, new TreeSet<>(), AT);
        var environments = new TreeMap<>(Collections.singletonMap("production", environment));
        var flag = flag("f", environments, 1L);
        users.add("grace");
        environments.clear();
        assertThat(flag.environments()).containsOnlyKeys("production");
        assertThat(environment.allowlistUsers()).containsExactly("ada");
    }

    @Test
    void nothingOfADefinitionCanBeChanged() {
        var environment = environment(1, "ada");
        var flag = flag("f", new TreeMap<>(Collections.singletonMap("production", environment)), 1L);
        assertThatThrownBy(() -> flag.environments().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> environment.allowlistUsers().clear())
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> environment.allowlistRegions().add("eu"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void theOrderIsTheNaturalOneWhateverWasGiven() {
        var backwards = new TreeSet<String>(Collections.reverseOrder());
        backwards.addAll(List.of("a", "b"));
        var environment = new EnvironmentDefinition(true, 1, JsonValue.NULL, backwards, backwards, AT);
        assertThat(environment.allowlistUsers()).containsExactly("a", "b");
        assertThat(environment.allowlistRegions()).containsExactly("a", "b");
        var environments = new TreeMap<String, EnvironmentDefinition>(Collections.reverseOrder());
        environments.put("a", environment);
        environments.put("b", environment);
        assertThat(flag("f", environments, 1L).environments().keySet()).containsExactly("a", "b");
    }

    private static EnvironmentDefinition environment(int percent, String user) {
        return new EnvironmentDefinition(
                true, percent, JsonValue.NULL, new TreeSet<>(List.of(user)), new TreeSet<>(), AT);
    }

    private static FlagDefinition flag(
            String flagKey, SortedMap<String, EnvironmentDefinition> environments, @Nullable Long revision) {
        return new FlagDefinition(flagKey, "", true, environments, AT, revision);
    }
}
