package dev.flagstaff.eval;

import static dev.flagstaff.flag.EnvironmentBuilder.environment;
import static dev.flagstaff.flag.FlagBuilder.flag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.Anything;
import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.FlagDefinition;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CompiledFlagTest {
    @Property(tries = 200)
    void itAnswersWithItsDefinition(@ForAll("definitions") FlagDefinition flag) {
        assertThat(CompiledFlag.of(flag).flagKey()).isEqualTo(flag.flagKey());
        assertThat(CompiledFlag.of(flag).json()).isEqualTo(DefinitionWriter.write(flag));
        assertThat(CompiledFlag.of(flag).revision()).isEqualTo(flag.revision());
        assertThat(CompiledFlag.of(flag).digest()).isEqualTo(Digest.of(DefinitionWriter.write(flag)));
    }

    @Property(tries = 200)
    void itEqualsOnlyWhatComesFromAnEqualDefinition(
            @ForAll("definitions") FlagDefinition one, @ForAll("definitions") FlagDefinition other) {
        assertThat(CompiledFlag.of(one)).isEqualTo(CompiledFlag.of(one)).hasSameHashCodeAs(CompiledFlag.of(one));
        assertThat(CompiledFlag.of(one).equals(CompiledFlag.of(other))).isEqualTo(one.equals(other));
    }

    @Example
    void itHasConfigWhereTheEnvironmentHasAndWhereThatIsMissingIfAnyHas() {
        var some = CompiledFlag.of(flag("f")
                .environment("with", environment().value("1"))
                .environment("without", environment())
                .build());
        assertThat(some.hasConfig("with")).isTrue();
        assertThat(some.hasConfig("without")).isFalse();
        assertThat(some.hasConfig("missing")).isTrue();

        var none =
                CompiledFlag.of(flag("f").environment("without", environment()).build());
        assertThat(none.hasConfig("without")).isFalse();
        assertThat(none.hasConfig("missing")).isFalse();
    }

    @Property
    void itSplitsSubjectsUnlessTheRolloutHasNoneOrAll(@ForAll @IntRange(max = 100) int percent) {
        var flag = CompiledFlag.of(flag("f")
                .environment("e", environment().rolloutPercent(percent))
                .build());
        assertThat(flag.splits("e")).isEqualTo(percent != 0 && percent != 100);
        assertThat(flag.splits("missing")).isFalse();
    }

    @Provide
    Arbitrary<FlagDefinition> definitions() {
        return Anything.definition();
    }
}
