package dev.flagstaff.flag;

import static dev.flagstaff.flag.EnvironmentBuilder.environment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The records refuse what no definition may be, whoever makes them.
class DefinitionRecordsTest {
    private static final Instant AT = Instant.parse("2026-03-19T12:00:00.123456Z");

    @ParameterizedTest
    @ValueSource(ints = {-1, 101, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void aPercentageOutOfBoundsIsRefused(int percent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment().rolloutPercent(percent).build());
    }

    @Test
    void anEmptyAllowlistEntryIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment().users("").build());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> environment().regions("eu", "").build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "-a", "\u00e9"})
    void aNameThatBreaksTheGrammarIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlagBuilder.flag(name).build());
        var flag = FlagBuilder.flag("f").environment(name, environment());
        assertThatIllegalArgumentException().isThrownBy(flag::build);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void aRevisionThatIsNotPositiveIsRefused(long revision) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlagBuilder.flag("f").revision(revision).build());
    }

    @Test
    void instantsAreCutToTheMillisecond() {
        assertThat(environment().updatedAt(AT).build().updatedAt()).isEqualTo("2026-03-19T12:00:00.123Z");
        assertThat(FlagBuilder.flag("f").updatedAt(AT).build().updatedAt()).isEqualTo("2026-03-19T12:00:00.123Z");
    }

    @Test
    void whatADefinitionWasMadeOfDoesNotChangeIt() {
        var users = new TreeSet<>(List.of("ada"));
        var environment = environment().users(users).build();
        var environments = new TreeMap<>(Collections.singletonMap("production", environment));
        var flag = FlagBuilder.flag("f").environments(environments).build();
        users.add("grace");
        environments.clear();
        assertThat(flag.environments()).containsOnlyKeys("production");
        assertThat(environment.allowlistUsers()).containsExactly("ada");
    }

    @Test
    void nothingOfADefinitionCanBeChanged() {
        var environment = environment().users("ada").build();
        var flag = FlagBuilder.flag("f")
                .environments(new TreeMap<>(Collections.singletonMap("production", environment)))
                .build();
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
        var environment = environment().users(backwards).regions(backwards).build();
        assertThat(environment.allowlistUsers()).containsExactly("a", "b");
        assertThat(environment.allowlistRegions()).containsExactly("a", "b");
        var environments = new TreeMap<String, EnvironmentDefinition>(Collections.reverseOrder());
        environments.put("a", environment);
        environments.put("b", environment);
        assertThat(FlagBuilder.flag("f")
                        .environments(environments)
                        .build()
                        .environments()
                        .keySet())
                .containsExactly("a", "b");
    }
}
