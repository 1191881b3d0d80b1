package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.Anything;
import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.FlagDefinition;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CompiledFlagTest {
    @Property(tries = 200)
    void itAnswersWithItsDefinition(@ForAll("definitions") FlagDefinition flag) {
        assertThat(CompiledFlag.of(flag).flagKey()).isEqualTo(flag.flagKey());
        assertThat(CompiledFlag.of(flag).json()).isEqualTo(DefinitionWriter.write(flag));
    }

    @Property(tries = 200)
    void itEqualsOnlyWhatComesFromAnEqualDefinition(
            @ForAll("definitions") FlagDefinition one, @ForAll("definitions") FlagDefinition other) {
        assertThat(CompiledFlag.of(one)).isEqualTo(CompiledFlag.of(one)).hasSameHashCodeAs(CompiledFlag.of(one));
        assertThat(CompiledFlag.of(one).equals(CompiledFlag.of(other))).isEqualTo(one.equals(other));
    }

    @Provide
    Arbitrary<FlagDefinition> definitions() {
        return Anything.definition();
    }
}
