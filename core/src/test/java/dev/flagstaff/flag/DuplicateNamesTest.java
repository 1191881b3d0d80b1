package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuplicateNamesTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "description":"a","description":"a"                | `#/description`
            "defaultEnabled":true                              | `#/defaultEnabled`
            "environments":{}                                  | `#/environments`
            "flagKey":"checkout","flagKey":"checkout"          | `#/flagKey`
            "revision":1,"revision":1                          | `#/revision`
            "updatedAt":"","updatedAt":""                      | `#/updatedAt`
            "description":"a","d\\u0065scription":"a"          | `#/description`
            "updatedAt":{"a":1,"a":1}                          | `#/updatedAt/a`
            "revision":[0,{"a":{"b":1,"b":2}}]                 | `#/revision/1/a/b`
            """)
    void aNameGivenTwiceInAFlagIsAFault(String members, String pointer) {
        assertThat(Reading.faults(Reading.flag(members))).containsExactly(pointer + " is given twice");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "enabled":true                                     | `/enabled`
            "rolloutPercent":25                                | `/rolloutPercent`
            "value":1,"value":1                                | `/value`
            "allowlistUsers":[],"allowlistUsers":[]            | `/allowlistUsers`
            "allowlistRegions":[],"allowlistRegions":[]        | `/allowlistRegions`
            "updatedAt":1,"updatedAt":1                        | `/updatedAt`
            "updatedAt":{"a":1,"a":1}                          | `/updatedAt/a`
            "value":{"a":1,"a":1}                              | `/value/a`
            "value":{"a":1,"\\u0061":2}                        | `/value/a`
            "value":{"":1,"":2}                                | `/value/`
            "value":{"x":[0,{"a":{},"b":2,"a":[]}]}            | `/value/x/1/a`
            """)
    void aNameGivenTwiceInAnEnvironmentIsAFault(String members, String pointer) {
        assertThat(Reading.faults(Reading.environment(members)))
                .containsExactly(Reading.ENVIRONMENT + pointer + " is given twice");
    }

    @Test
    void anEnvironmentGivenTwiceIsAFault() {
        String one = "\"production\":{\"enabled\":true,\"rolloutPercent\":25}";
        assertThat(Reading.faults(Reading.environments(one + "," + one)))
                .containsExactly("#/environments/production is given twice");
    }

    @Test
    void whatIsGivenTwiceIsCheckedTheFirstTimeOnly() {
        assertThat(Reading.faults(Reading.flag("\"description\":1,\"description\":2")))
                .containsExactly("#/description must be a string", "#/description is given twice");
    }

    @Test
    void aNameGivenThreeTimesIsTwoFaults() {
        assertThat(Reading.faults(Reading.value("{\"a\":1,\"a\":1,\"a\":1}"))).hasSize(2);
    }

    @Test
    void aNameGivenTwiceWithinAnUnknownMemberIsAFault() {
        assertThat(Reading.faults(Reading.flag("\"x\":{\"a\":1,\"a\":2}")))
                .containsExactly("#/x is not a field of a flag", "#/x/a is given twice");
    }

    @Test
    void theSameNameInDifferentObjectsIsNoFault() {
        assertThat(Reading.acceptedEnvironment(Reading.value("[{\"a\":{\"a\":1}},{\"a\":1}]"))
                        .value()
                        .text())
                .isEqualTo("[{\"a\":{\"a\":1}},{\"a\":1}]");
    }

    @Test
    void namesThatDifferInCaseOrCompositionAreDifferent() {
        assertThat(Reading.acceptedEnvironment(Reading.value("{\"a\":1,\"A\":2,\"\u00e9\":3,\"e\u0301\":4}"))
                        .value()
                        .text())
                .isEqualTo("{\"a\":1,\"A\":2,\"\u00e9\":3,\"e\u0301\":4}");
    }
}
