package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.DefinitionReader.Outcome;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class DefinitionRoundTripTest {
    @Property
    void whatIsWrittenIsReadAsAnEqualDefinitionOfItsOwnTime(@ForAll("definitions") FlagDefinition flag) {
        var outcome = DefinitionReader.read(flag.flagKey(), DefinitionWriter.write(flag), Reading.NOW);
        assertThat(outcome).isEqualTo(new Outcome.Accepted(asReadAnew(flag)));
    }

    @Property(tries = 200)
    void whatIsReadIsWrittenAsTheSameBytes(@ForAll("definitions") FlagDefinition flag) {
        byte[] bytes = DefinitionWriter.write(asReadAnew(flag));
        var outcome = DefinitionReader.read(flag.flagKey(), bytes, Reading.NOW);
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> assertThat(DefinitionWriter.write(accepted.definition()))
                                .isEqualTo(bytes));
    }

    /// The same with the times of now and without revision, which a body cannot set.
    private static FlagDefinition asReadAnew(FlagDefinition flag) {
        var environments = new TreeMap<>(flag.environments());
        environments.replaceAll(
                (name, it) -> EnvironmentBuilder.like(it).updatedAt(Reading.NOW).build());
        return FlagBuilder.like(flag)
                .environments(environments)
                .updatedAt(Reading.NOW)
                .revision(null)
                .build();
    }

    @Provide
    Arbitrary<FlagDefinition> definitions() {
        return Anything.definition();
    }
}
