package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.accepted;
import static dev.flagstaff.flag.Reading.environment;
import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.flag;
import static dev.flagstaff.flag.Reading.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.DefinitionReader.Outcome;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedDocumentTest {
    private static final String WHOLE = environment("""
            "value":{"a":[1.5,"x\\u00e9",null,true]},"allowlistUsers":["ada"],"allowlistRegions":["eu"]
            """.strip());

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", " \t\r\n "})
    void anEmptyDocumentIsSaidToBeEmpty(String body) {
        assertThat(faults(body)).containsExactly("# must be a JSON object, is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "undefined",
                "nul",
                "True",
                "TRUE",
                "'a'",
                "a",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u00GG\"",
                "01",
                "-01",
                "-",
                "+1",
                ".5",
                "5.",
                "1e",
                "1e+",
                "0x1",
                "1_000",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1",
                "[1}",
                "{\"a\":1,}",
                "{,}",
                "{a:1}",
                "{'a':1}",
                "{\"a\" 1}",
                "{\"a\":}",
                "{1:1}",
                "{\"a\"}",
                "/* c */ 1",
                "1 // c\n",
                "# c\n1",
                "\u00a01",
                "\u000b1",
                "\ufeff1",
                "\u20281",
                "\"a\nb\"",
                "",
            })
    void whatIsNotJsonIsRefused(String notJson) {
        assertThat(faults(value(notJson))).anyMatch(fault -> fault.startsWith("# is not valid JSON: "));
    }

    @Test
    void theFaultSaysWhereItIs() {
        assertThat(faults("{\n  \"description\": tru }"))
                .singleElement()
                .asString()
                .endsWith("(line 2, column 18)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"environments\":{\"e\":[1", "{\"description\":\"a"})
    void whatEndsTooEarlyIsToldWithoutTheInsideOfTheParser(String begun) {
        assertThat(faults(begun))
                .last()
                .asString()
                .startsWith("# is not valid JSON: ")
                .doesNotContain("Source");
    }

    @Test
    void theFaultsBeforeTheBreakAreNamedAsWell() {
        assertThat(faults("{\"x\":1,\"description\":7,!"))
                .hasSize(3)
                .startsWith("#/x is not a field of a flag", "#/description must be a string");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", " []", "\n1", "\"a\"", "null"})
    void aSecondDocumentIsRefused(String second) {
        assertThat(faults(flag("") + second)).containsExactly("# must be one JSON value, with nothing after it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", ",", "}", "]", ":", "\u0000", "//", "\u001e", "\u00a0"})
    void garbageAfterTheDocumentIsRefused(String garbage) {
        assertThat(faults(flag("") + garbage)).singleElement().asString().startsWith("# is not valid JSON: ");
    }

    @Test
    void spaceAroundTheDocumentIsNone() {
        assertThat(accepted(" \t\r\n" + flag("") + " \t\r\n")).isEqualTo(accepted(flag("")));
    }

    @Test
    void noDocumentThatBreaksOffIsAccepted() {
        byte[] whole = Reading.utf8(WHOLE);
        assertThat(accepted(WHOLE).environments()).hasSize(1);
        for (int length = 0; length < whole.length; length++) {
            assertThat(faults(Reading.FLAG_KEY, Arrays.copyOf(whole, length))).isNotEmpty();
        }
    }

    @Property
    void noChangedByteMakesTheReaderFail(@ForAll @IntRange(max = 150) int at, @ForAll byte changed) {
        byte[] body = Reading.utf8(WHOLE);
        body[at % body.length] = changed;
        switch (Reading.read(Reading.FLAG_KEY, body)) {
            case Outcome.Refused refused -> assertThat(refused.faults()).isNotEmpty();
            case Outcome.Accepted accepted -> {
                byte[] written = DefinitionWriter.write(accepted.definition());
                assertThat(Reading.read(Reading.FLAG_KEY, written)).isEqualTo(accepted);
            }
        }
    }

    @Property
    void noBytesMakeTheReaderFail(@ForAll byte[] body) {
        assertThat(Reading.read(Reading.FLAG_KEY, body)).isInstanceOf(Outcome.Refused.class);
    }
}
