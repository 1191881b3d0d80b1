package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.Fault;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvaluationQueryTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "environment=e&subject=s+%2B&region=r",
                "region=r&subject=s%20%2b&environment=e",
                "&&environment=e&subject=s+%2B&region=r&",
                "%65nvironment=e&subject=s+%2B&region=r",
                "environment=e&subject=s+%2B&region=r&other=1&=2&flag",
                "environments=1&subjects=2&regions=3&environment=e&subject=s+%2B&region=r",
                "development=1&another=2&others=3&environment=e&subject=s+%2B&region=r"
            })
    void parametersAreTakenInAnyOrderAndOthersIgnored(String query) {
        assertThat(EvaluationQuery.parse(query)).isEqualTo(new EvaluationContext("e", "s +", "r"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"environment=e&subject=s", "environment=e&subject=s&region", "environment=e&subject=s&region="})
    void noRegionAndAnEmptyOneAreTheSame(String query) {
        assertThat(EvaluationQuery.parse(query)).isEqualTo(new EvaluationContext("e", "s", ""));
    }

    @Test
    void aValueGoesOnAfterItsFirstEqualsSign() {
        assertThat(EvaluationQuery.parse("environment=a=b&subject==")).isEqualTo(new EvaluationContext("a=b", "=", ""));
    }

    @Test
    void whatIsMissingOrEmptyIsNamed() {
        assertThat(faults("")).containsExactly(fault("environment", "is required"), fault("subject", "is required"));
        assertThat(faults("environment=&subject"))
                .containsExactly(fault("environment", "must not be empty"), fault("subject", "must not be empty"));
    }

    @Test
    void everyFaultIsNamedAndNoneTwice() {
        assertThat(faults("subject=%ff&environment=e&environment=e&region=%zz&a=%C3&b=1&b=2&%=3"))
                .containsExactly(
                        fault("subject", "must be valid UTF-8"),
                        fault("environment", "must not be given twice"),
                        fault("region", "has a percent sign that two hexadecimal digits must follow"),
                        fault("a", "must be valid UTF-8"),
                        fault("b", "must not be given twice"),
                        fault("%", "its name has a percent sign that two hexadecimal digits must follow"));
    }

    @Test
    void anEmptyNameIsOneLikeAnyOther() {
        assertThat(faults("=1&=2&environment=e&subject=s")).containsExactly(fault("", "must not be given twice"));
    }

    @Test
    void theSameNameSpelledInTwoWaysIsGivenTwice() {
        assertThat(faults("environment=e&%65nvironment=f&subject=s"))
                .containsExactly(fault("environment", "must not be given twice"));
    }

    @Test
    void aParameterHasUpTo1024BytesOfUtf8() {
        String longest = "%C3%A9".repeat(512);

        assertThat(EvaluationQuery.parse("environment=e&subject=" + longest).subject())
                .hasSize(512);
        assertThat(faults("environment=e&subject=" + longest + "a"))
                .containsExactly(fault("subject", "must be at most 1024 bytes of UTF-8"));
        assertThat(faults("environment=e&subject=s&other=" + longest + "a"))
                .containsExactly(fault("other", "must be at most 1024 bytes of UTF-8"));
    }

    @Property(tries = 1_000)
    void everyTextIsAQueryOrRefused(@ForAll @AlphaChars @Chars({'%', '&', '=', '+', ';', '\u0000', 'é'}) String text) {
        try {
            var query = EvaluationQuery.parse(text);
            assertThat(query.environment()).isNotEmpty();
            assertThat(query.subject()).isNotEmpty();
        } catch (HttpProblem refused) {
            assertThat(refused.problem().errors()).isNotEmpty();
        }
    }

    private static List<Fault> faults(String query) {
        return assertThatExceptionOfType(HttpProblem.class)
                .isThrownBy(() -> EvaluationQuery.parse(query))
                .actual()
                .problem()
                .errors();
    }

    private static Fault fault(String parameter, String detail) {
        return new Fault.InParameter(parameter, detail);
    }
}
