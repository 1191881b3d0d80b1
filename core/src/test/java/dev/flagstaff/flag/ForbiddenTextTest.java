package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.ENVIRONMENT;
import static dev.flagstaff.flag.Reading.environment;
import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.flag;
import static dev.flagstaff.flag.Reading.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// NUL and lone surrogates, everywhere a document can hold them.
class ForbiddenTextTest {
    private static final List<String> LONE_SURROGATES = List.of(
            "\\uD800",
            "\\uDBFF",
            "\\uDC00",
            "\\uDFFF",
            "a\\uD83Db",
            "\\uDE00\\uD83D",
            "\\uD83D\\uD83D\\uDE00",
            "\\uD83D\\n");

    /// Bodies with a text in them, by the pointer to that text.
    private static final Map<String, UnaryOperator<String>> TEXTS = Map.ofEntries(
            Map.entry("#/description", text -> flag("\"description\":\"" + text + "\"")),
            Map.entry("#/flagKey", text -> flag("\"flagKey\":\"" + text + "\"")),
            Map.entry("#/updatedAt", text -> flag("\"updatedAt\":\"" + text + "\"")),
            Map.entry("#/revision/0", text -> flag("\"revision\":[\"" + text + "\"]")),
            Map.entry(ENVIRONMENT + "/updatedAt/a", text -> environment("\"updatedAt\":{\"a\":\"" + text + "\"}")),
            Map.entry(ENVIRONMENT + "/value", text -> value("\"" + text + "\"")),
            Map.entry(ENVIRONMENT + "/value/a/1", text -> value("{\"a\":[0,\"" + text + "\"]}")),
            Map.entry(ENVIRONMENT + "/allowlistUsers/0", text -> environment("\"allowlistUsers\":[\"" + text + "\"]")),
            Map.entry(
                    ENVIRONMENT + "/allowlistRegions/1",
                    text -> environment("\"allowlistRegions\":[\"a\",\"" + text + "\"]")));

    /// Bodies with a name in them.
    private static final List<UnaryOperator<String>> NAMES = List.of(
            name -> flag("\"" + name + "\":1"),
            name -> flag("\"updatedAt\":{\"" + name + "\":1}"),
            name -> environment("\"" + name + "\":1"),
            name -> value("{\"" + name + "\":1}"),
            name -> value("[{\"a\":{\"" + name + "\":1}}]"),
            name -> Reading.environments("\"" + name + "\":{\"enabled\":true,\"rolloutPercent\":1}"));

    static Stream<Arguments> texts() {
        return TEXTS.entrySet().stream().map(place -> arguments(place.getKey(), place.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void anEscapedNulIsAFaultWhereItIs(String pointer, UnaryOperator<String> body) {
        for (var text : List.of("\\u0000", "a\\u0000", "\\u0000b")) {
            assertThat(faults(body.apply(text))).containsExactly(pointer + " must not contain NUL");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aLoneSurrogateIsAFaultWhereItIs(String pointer, UnaryOperator<String> body) {
        for (var text : LONE_SURROGATES) {
            assertThat(faults(body.apply(text))).containsExactly(pointer + " must not contain a lone surrogate");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void aRawControlCharacterIsMalformed(String pointer, UnaryOperator<String> body) {
        for (var raw : List.of("\u0000", "\u0001", "\t", "\n", "\u001f")) {
            assertThat(faults(body.apply(raw))).singleElement().asString().startsWith("# is not valid JSON: ");
        }
    }

    static Stream<UnaryOperator<String>> names() {
        return NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNulInANameIsAFault(UnaryOperator<String> body) {
        assertThat(faults(body.apply("\\u0000"))).anyMatch(fault -> fault.endsWith("/%00 must not contain NUL"));
    }

    /// The parser itself stops at such a name, so the fault is the document's and the last one that is found.
    @ParameterizedTest
    @MethodSource("names")
    void aLoneSurrogateInANameIsRefused(UnaryOperator<String> body) {
        for (var text : LONE_SURROGATES) {
            assertThat(faults(body.apply(text))).singleElement().asString().startsWith("# is not valid JSON: ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\uD83D\\uDE80",
                "\ud83d\ude80",
                "\\uDBFF\\uDFFF",
                "\ufffd",
                "\ufeff",
                "\uffff",
                "\\u0001",
                "\\u001f",
            })
    void aPairOfSurrogatesAndOddButLawfulTextsAreNoFault(String text) {
        TEXTS.forEach((pointer, body) -> {
            if (!pointer.equals("#/flagKey")) {
                assertThat(Reading.accepted(body.apply(text))).isNotNull();
            }
        });
        assertThat(Reading.accepted(value("{\"" + text + "\":1}"))).isNotNull();
    }

    @Test
    void textsComeBackAsTheyWereMeant() {
        assertThat(Reading.accepted(flag("\"description\":\"\\uD83D\\uDE80 \\u0001 \\/ \\\\\""))
                        .description())
                .isEqualTo("\ud83d\ude80 \u0001 / \\");
    }
}
