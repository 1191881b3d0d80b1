package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PercentTest {
    @ParameterizedTest
    @CsvSource({
        "a,           a",
        "%41,         A",
        "%2F,         /",
        "%2f,         /",
        "%252F,       %2F",
        "a+b,         a b",
        "a%2Bb,       a+b",
        "%C3%A9,      é",
        "%F0%9F%9A%A9, 🚩",
        "a;b=c,       a;b=c"
    })
    void whatIsEncodedIsDecodedOnce(String encoded, String decoded) throws Percent.MalformedException {
        assertThat(Percent.decode(encoded, true)).isEqualTo(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a+b", "+"})
    void inAPathPlusIsPlus(String text) throws Percent.MalformedException {
        assertThat(Percent.decode(text, false)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "%,        has a percent sign that two hexadecimal digits must follow",
        "a%4,      has a percent sign that two hexadecimal digits must follow",
        "%4g,      has a percent sign that two hexadecimal digits must follow",
        "%%41,     has a percent sign that two hexadecimal digits must follow",
        "%u0041,   has a percent sign that two hexadecimal digits must follow",
        "%ff,      must be valid UTF-8",
        "%C3,      must be valid UTF-8",
        "%C0%AF,   must be valid UTF-8",
        "%ED%A0%80, must be valid UTF-8",
        "%F4%90%80%80, must be valid UTF-8",
        "é,        must be percent-encoded"
    })
    void whatCannotBeDecodedIsRefusedAndNotGuessedAt(String encoded, String message) {
        assertThatExceptionOfType(Percent.MalformedException.class)
                .isThrownBy(() -> Percent.decode(encoded, true))
                .withMessage(message);
    }

    /// But for lone surrogates, which no UTF-8 can carry.
    @Property(tries = 500)
    void whateverAFormEncodesComesBack(@ForAll String text) throws Percent.MalformedException {
        String whole = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        assertThat(Percent.decode(URLEncoder.encode(whole, StandardCharsets.UTF_8), true))
                .isEqualTo(whole);
    }
}
