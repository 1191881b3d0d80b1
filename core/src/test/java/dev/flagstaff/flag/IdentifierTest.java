package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
    /// The contract's grammar, in its own notation.
    private static final Pattern GRAMMAR = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    @Test
    void thePatternIsTheContracts() {
        assertThat(Identifier.PATTERN).isEqualTo(GRAMMAR.pattern());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Z", "0", "9", "checkout-banner", "A.b_c-D", "0..", "a-", "a_", "a--b"})
    void lettersDigitsDotsUnderscoresAndHyphensMakeAName(String name) {
        assertThat(Identifier.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "-",
                "_",
                ".a",
                "-a",
                "_a",
                "a:b",
                "a b",
                " a",
                "a ",
                "a\n",
                "a/b",
                "a*",
                "\u00e9",
                "a\u00e9",
                "\u0661",
                "\uff21",
                "a\u0000",
                "a\ud83d\ude80",
                "a@",
                "a[",
                "a`",
                "a{",
                "a,",
                "@",
                "[",
                "`",
                "{",
                "/",
                ":",
            })
    void anythingElseMakesNone(String name) {
        assertThat(Identifier.isValid(name)).isFalse();
    }

    @Test
    void aNameHasAtMost128Characters() {
        assertThat(Identifier.isValid("a".repeat(128))).isTrue();
        assertThat(Identifier.isValid("a".repeat(129))).isFalse();
    }

    @Test
    void everyCharacterIsJudgedAsTheGrammarSays() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            String first = Character.toString(c);
            assertThat(Identifier.isValid(first))
                    .as("U+%04X", c)
                    .isEqualTo(GRAMMAR.matcher(first).matches());
            String later = "a" + first;
            assertThat(Identifier.isValid(later))
                    .as("a, U+%04X", c)
                    .isEqualTo(GRAMMAR.matcher(later).matches());
        }
    }

    @Property
    void anyNameIsJudgedAsTheGrammarSays(@ForAll("identifiers") String name, @ForAll String tail) {
        assertThat(Identifier.isValid(name)).isTrue();
        assertThat(Identifier.isValid(name + tail))
                .isEqualTo(GRAMMAR.matcher(name + tail).matches());
    }

    @Provide
    Arbitrary<String> identifiers() {
        return Anything.identifier();
    }
}
