package dev.flagstaff.ofrep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.ofrep.OfrepFailure.Code;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContextReaderTest {
    @Test
    void whatMattersIsTakenAndTheRestIsTheClients() {
        String body = """
                {"a": [{"b": null}, 1e999999, -0.0, {}], "context": {"deep": {"targetingKey": "no", "region": {}},
                 "targetingKey": "u\\u00e9\\ud83d\\ude80", "region": "eu", "environment": "staging", "x": [[]]}, "z": true}
                """;

        assertThat(read(body, "production")).isEqualTo(new EvaluationContext("staging", "ué🚀", "eu"));
    }

    @Test
    void anEnvironmentThatIsNotNamedIsTheSidecars() {
        assertThat(read("{\"context\":{\"targetingKey\":\"u\"}}", "production"))
                .isEqualTo(new EvaluationContext("production", "u", ""));
        assertThat(code("{\"context\":{\"targetingKey\":\"u\"}}", null)).isEqualTo(Code.INVALID_CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "true", "[\"eu\"]", "{\"region\":\"eu\"}"})
    void aRegionThatIsNoStringIsNone(String region) {
        assertThat(read("{\"context\":{\"targetingKey\":\"u\",\"region\":" + region + "}}", "e")
                        .region())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "1", "true", "[\"e\"]", "{}", "\"\""})
    void anEnvironmentThatIsNoNameIsInvalid(String environment) {
        assertThat(code("{\"context\":{\"targetingKey\":\"u\",\"environment\":" + environment + "}}", "e"))
                .isEqualTo(Code.INVALID_CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"context\":null}",
                "{\"context\":{}}",
                "{\"context\":{\"targetingKey\":null}}",
                "{\"context\":{\"targetingKey\":\"\"}}",
                "{\"contexts\":{\"targetingKey\":\"u\"}}"
            })
    void withoutATargetingKeyItIsMissing(String body) {
        assertThat(code(body, "e")).isEqualTo(Code.TARGETING_KEY_MISSING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"context\":[]}",
                "{\"context\":\"u\"}",
                "{\"context\":1}",
                "{\"context\":{\"targetingKey\":1}}",
                "{\"context\":{\"targetingKey\":[\"u\"]}}",
                "{\"context\":{\"targetingKey\":{}}}"
            })
    void whatHasTheWrongShapeIsInvalid(String body) {
        assertThat(code(body, "e")).isEqualTo(Code.INVALID_CONTEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "1",
                "\"context\"",
                "{",
                "{\"context\":{\"targetingKey\":\"u\"}",
                "{\"context\":{\"targetingKey\":\"u\"}}}",
                "{\"context\":{\"targetingKey\":\"u\"}} {}",
                "{'context':{}}",
                "{\"context\":{\"targetingKey\":\"u\"},}",
                "{\"context\":{\"targetingKey\":\"u\"},\"n\":NaN}",
                "{\"context\":{\"targetingKey\":\"u\"},\"n\":01}",
                "{\"context\":{\"targetingKey\":\"u\"},\"context\":{\"targetingKey\":\"u\"}}",
                "{\"context\":{\"targetingKey\":\"u\",\"targetingKey\":\"u\"}}",
                "{\"context\":{\"targetingKey\":\"u\",\"x\":{\"a\":1,\"b\":2,\"a\":1}}}",
                "{\"x\":1,\"context\":{\"targetingKey\":\"u\"},\"\\u0078\":1}",
                "{\"context\":{\"targetingKey\":\"\\ud800\"}}",
                "{\"context\":{\"targetingKey\":\"\\udc00\\ud800\"}}",
                "{\"context\":{\"targetingKey\":\"u\",\"x\":[\"\\ud800x\"]}}",
                "{\"context\":{\"targetingKey\":\"u\",\"x\":{\"\\udfff\":1}}}",
                "{\"context\":{\"targetingKey\":\"u\",\"\\ud800\":1}}",
                "{\"context\":{\"targetingKey\":\"a\\u0000b\"}}",
                "{\"context\":{\"targetingKey\":\"u\",\"x\":\"\\u0000\"}}",
                "{\"context\":{\"targetingKey\":\"u\",\"x\":{\"a\\u0000\":1}}}",
                "{\"context\":{\"targetingKey\":\"u\"},\"a\\u0000\":1}",
                "\uFEFF{\"context\":{\"targetingKey\":\"u\"}}"
            })
    void whatIsMalformedIsAParseError(String body) {
        assertThat(code(body, "e")).isEqualTo(Code.PARSE_ERROR);
    }

    @Test
    void aForbiddenTextIsToldWithItsPlace() {
        assertThatExceptionOfType(OfrepFailure.class)
                .isThrownBy(() -> read("{\"context\":\n {\"targetingKey\":\"a\\u0000b\"}}", "e"))
                .withMessageContaining("(line 2, column ");
    }

    @Test
    void whatIsNotUtf8IsAParseError() {
        byte[] latin1 = "{\"context\":{\"targetingKey\":\"\u00e9\"}}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(OfrepFailure.class)
                .isThrownBy(() -> ContextReader.read(latin1, "e"))
                .matches(failure -> failure.code() == Code.PARSE_ERROR);
    }

    @Test
    void nestingWithoutEndIsAParseErrorAndDeepNestingIsNot() {
        assertThat(read(nested(200), "e").subject()).isEqualTo("u");
        assertThat(code(nested(100_000), "e")).isEqualTo(Code.PARSE_ERROR);
    }

    private static String nested(int depth) {
        return "{\"context\":{\"x\":" + "[".repeat(depth) + "]".repeat(depth) + ",\"targetingKey\":\"u\"}}";
    }

    private static EvaluationContext read(String body, @Nullable String environment) {
        return ContextReader.read(body.getBytes(StandardCharsets.UTF_8), environment);
    }

    private static Code code(String body, @Nullable String environment) {
        return assertThatExceptionOfType(OfrepFailure.class)
                .isThrownBy(() -> read(body, environment))
                .actual()
                .code();
    }
}
