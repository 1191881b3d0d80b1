package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactJsonTest {
    private static final List<String> PIECES = List.of(
            "{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\"", " ", "null", "true", "fals", "0", "1", "-", ".5",
            "e+1", "\\n", "\u00e9", "\u0000", "\u007f");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "false",
                "\"\"",
                "\"on ~!/\"",
                "0",
                "-0",
                "-12.50e-07",
                "1E+400",
                "[]",
                "{}",
                "[[],{},1]",
                "{\"title\":\"Fast\",\"n\":1,\"list\":[null,{\"n\":2}]}"
            })
    void whatWeWriteNeedsNoParser(String json) {
        assertThat(CompactJson.is(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                " 1",
                "1 ",
                "nul",
                "nulll",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "1e+",
                "+1",
                "\"",
                "\"a",
                "\"\\n\"",
                "\"\u00e9\"",
                "\"\u0000\"",
                "\"\u007f\"",
                "\"\t\"",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 ,2]",
                "{",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":1",
                "{\"a\":1,",
                "{\"a\":1,}",
                "{a:1}",
                "{1:1}",
                "{\"a\":1,\"a\":2}",
                "[1]]",
                "1,2"
            })
    void whatIsMalformedOrSpelledOtherwiseIsTheParsers(String json) {
        assertThat(CompactJson.is(json)).isFalse();
    }

    @Test
    void whatIsNestedTooDeepIsTheParsers() {
        int most = Limits.VALUE_NESTING;
        assertThat(CompactJson.is("[".repeat(most) + "]".repeat(most))).isTrue();
        assertThat(CompactJson.is("[".repeat(most + 1) + "]".repeat(most + 1))).isFalse();
        assertThat(CompactJson.is("{\"a\":".repeat(most + 1) + "1" + "}".repeat(most + 1)))
                .isFalse();
    }

    @Property(tries = 20_000)
    void theParserTakesItJustAsItIs(@ForAll("nearlyJson") String json) throws MalformedJsonException {
        if (CompactJson.is(json)) {
            assertThat(StrictJson.parseValue(json).text()).isEqualTo(json);
        }
    }

    @Provide
    Arbitrary<String> nearlyJson() {
        var pieces = Arbitraries.of(PIECES).list().ofMaxSize(12).map(all -> String.join("", all));
        var damaged = Combinators.combine(
                        Anything.json(), Arbitraries.integers().between(0, 200), Arbitraries.of(PIECES))
                .as((json, place, piece) -> {
                    int at = place % (json.length() + 1);
                    return json.substring(0, at) + piece + json.substring(at);
                });
        return Arbitraries.oneOf(pieces, damaged, Anything.json());
    }
}
