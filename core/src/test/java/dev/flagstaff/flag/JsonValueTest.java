package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonValueTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ` null `                              | `null`
            `{ "b" : 1 , "a" : [ ] }`             | `{"b":1,"a":[]}`
            `[ 1.0, -0 , 1E+400 ]`                | `[1.0,-0,1E+400]`
            `"\\u0041\\/\\u00e9\\uD83D\\uDE80"`   | `"A/\u00e9\ud83d\ude80"`
            `"\\"\\\\\\b\\f\\n\\r\\t"`            | `"\\"\\\\\\b\\f\\n\\r\\t"`
            `"  "`                                | `"  "`
            """)
    void aValueIsKeptAsItsCompactText(String json, String compact) throws MalformedJsonException {
        var value = JsonValue.parse(json);
        assertThat(value.text()).isEqualTo(compact);
        assertThat(value).hasToString(compact);
        assertThat(value.utf8()).isEqualTo(compact.getBytes(StandardCharsets.UTF_8));
    }

    @Property
    void aCompactTextIsItsOwnValue(@ForAll("json") String json) throws MalformedJsonException {
        assertThat(JsonValue.parse(json).text()).isEqualTo(json);
    }

    @Provide
    Arbitrary<String> json() {
        return Anything.json();
    }

    /// Parsers and generators work by buffers of up to 8,000; nothing may be lost or split where one ends.
    @Test
    void aTextOfAnyLengthIsKept() throws MalformedJsonException {
        for (int length = 0; length <= 8_100; length++) {
            String text = "n".repeat(length) + "\ud83d\ude80\u6797\\\"";
            String json = "{\"" + text + "\":\"" + text + "\"}";
            assertThat(JsonValue.parse(json).text()).isEqualTo(json);
        }
    }

    @Test
    void valuesAreEqualWhenTheirTextsAre() throws MalformedJsonException {
        var one = JsonValue.parse("[1]");
        assertThat(JsonValue.parse("[ 1 ]")).isEqualTo(one).hasSameHashCodeAs(one);
        assertThat(JsonValue.parse("1.0")).isNotEqualTo(JsonValue.parse("1"));
        assertThat(JsonValue.parse("{\"a\":1,\"b\":2}")).isNotEqualTo(JsonValue.parse("{\"b\":2,\"a\":1}"));
    }

    @Test
    void onlyNullIsNull() throws MalformedJsonException {
        assertThat(JsonValue.parse(" null ").isNull()).isTrue();
        assertThat(JsonValue.parse("null")).isEqualTo(JsonValue.NULL);
        for (var json : new String[] {"\"null\"", "false", "0", "\"\"", "[]", "{}", "[null]"}) {
            assertThat(JsonValue.parse(json).isNull()).as(json).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                                  | `# is empty`
            ` `                                 | `# is empty`
            `1 2`                               | `# must be one JSON value, with nothing after it`
            `{"a":1,"a":2}`                     | `#/a is given twice`
            `"\\u0000"`                         | `# must not contain NUL`
            `["\\uD800"]`                       | `#/0 must not contain a lone surrogate`
            `[{"a":1,"a":2},{"b":"\\u0000"}]`   | `#/0/a is given twice; #/1/b must not contain NUL`
            """)
    void aFaultyTextIsRefusedWithEveryFault(String json, String expected) {
        assertThatThrownBy(() -> JsonValue.parse(json))
                .isInstanceOfSatisfying(
                        MalformedJsonException.class,
                        refused -> assertThat(String.join(
                                        "; ",
                                        refused.faults().stream()
                                                .map(Reading::line)
                                                .toList()))
                                .isEqualTo(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "tru", "NaN", "01", "'a'", "[1,]", "\u0000", "1 x", "\ufeff1"})
    void aTextThatIsNoJsonIsRefused(String json) {
        assertThatThrownBy(() -> JsonValue.parse(json))
                .isInstanceOfSatisfying(
                        MalformedJsonException.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .extracting(Reading::line)
                                .asString()
                                .startsWith("# is not valid JSON: "));
    }
}
