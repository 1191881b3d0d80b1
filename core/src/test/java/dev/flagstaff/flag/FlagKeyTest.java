package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.flag;
import static dev.flagstaff.flag.Reading.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagKeyTest {
    private static final String RULE = "flagKey must match [A-Za-z0-9][A-Za-z0-9._-]{0,127}";

    @Test
    void theFlagKeyOfTheBodyMayEqualThePaths() {
        assertThat(Reading.accepted(flag("\"flagKey\":\"checkout\"")).flagKey()).isEqualTo("checkout");
    }

    @ParameterizedTest
    @ValueSource(strings = {"other", "Checkout", "checkout ", "", "checkou", "checkout2", "a:b"})
    void anotherFlagKeyThanThePathsIsAFault(String flagKey) {
        assertThat(faults(flag("\"flagKey\":\"" + flagKey + "\"")))
                .containsExactly("#/flagKey must equal the flag key in the path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "-a", ".a", "a b", "\u00e9", "a/b", "a\n", "a\u0000"})
    void aPathThatNoFlagCouldHaveIsAFaultOfTheParameter(String flagKey) {
        assertThat(faults(flagKey, utf8(flag("")))).containsExactly(RULE);
    }

    @Test
    void anInvalidFlagKeyThatTheBodyRepeatsIsOneFault() {
        assertThat(faults("a:b", utf8(flag("\"flagKey\":\"a:b\"")))).containsExactly(RULE);
    }

    @Test
    void anInvalidFlagKeyIsNamedBesideTheFaultsOfTheBody() {
        assertThat(faults("a:b", utf8("{\"environments\":{},\"flagKey\":\"c\"}")))
                .containsExactly(RULE, "#/flagKey must equal the flag key in the path", "#/defaultEnabled is required");
    }

    @Test
    void anInvalidFlagKeyIsNamedBesideAMalformedBody() {
        assertThat(faults("a:b", utf8("{"))).hasSize(2).first().isEqualTo(RULE);
    }
}
