package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.ENVIRONMENT;
import static dev.flagstaff.flag.Reading.acceptedEnvironment;
import static dev.flagstaff.flag.Reading.environment;
import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.users;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowlistTest {
    @ParameterizedTest
    @ValueSource(strings = {"allowlistUsers", "allowlistRegions"})
    void entriesComeSortedAndDuplicatesFold(String list) {
        String given = "[\"b\",\"a\",\"b\",\"B\",\"\\u0061\",\"10\",\"9\"]";
        var environment = acceptedEnvironment(environment("\"" + list + "\":" + given));
        var entries = list.equals("allowlistUsers") ? environment.allowlistUsers() : environment.allowlistRegions();
        assertThat(entries).containsExactly("10", "9", "B", "a", "b");
    }

    @Test
    void anEmptyEntryIsRefusedByItsIndex() {
        assertThat(faults(users("[\"a\",\"\",\"b\",\"\"]")))
                .containsExactly(
                        ENVIRONMENT + "/allowlistUsers/1 must not be empty",
                        ENVIRONMENT + "/allowlistUsers/3 must not be empty");
    }

    @Test
    void anEmptyRegionIsRefusedLikewise() {
        assertThat(faults(environment("\"allowlistRegions\":[\"\"]")))
                .containsExactly(ENVIRONMENT + "/allowlistRegions/0 must not be empty");
    }

    @Test
    void whatALongListNestsIsOneFaultAnEntry() {
        assertThat(faults(users("[[\"a\"],{\"b\":[1]},\"c\",null]")))
                .containsExactly(
                        ENVIRONMENT + "/allowlistUsers/0 must be a string",
                        ENVIRONMENT + "/allowlistUsers/1 must be a string",
                        ENVIRONMENT + "/allowlistUsers/3 must be a string");
    }

    @Test
    void entriesKeepTheirSpacesCaseAndComposition() {
        String given = "[\" a \",\"A\",\"\u00e9\",\"e\u0301\",\"a:b\",\"\\t\"]";
        assertThat(acceptedEnvironment(users(given)).allowlistUsers())
                .containsExactlyInAnyOrder(" a ", "A", "\u00e9", "e\u0301", "a:b", "\t");
    }
}
