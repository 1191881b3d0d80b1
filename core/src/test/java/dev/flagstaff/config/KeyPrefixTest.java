package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPrefixTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "feature-flags",
                "{feature-flags}",
                "a",
                "team:flags",
                "a{b}c",
                "{a:b}",
                "~!\"#$%&'()+,-./;<=>@_`|"
            })
    void printableAsciiWithOrWithoutAHashTagIsAPrefix(String text) {
        assertThat(KeyPrefix.parse(text)).contains(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a b", " a", "a\n", "a\t", "a\u007F", "flägs", "a*", "a?", "a[b", "a]", "a\\b", "^a", "a:"})
    void spacesGlobsAndAllBeyondPrintableAsciiAreRefused(String text) {
        assertThat(KeyPrefix.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "a{}b", "{", "}", "{a", "a}", "}a{", "{a}{b}", "{{a}}", "{a{b}", "{a}}"})
    void bracesAreRefusedButAroundOneHashTag(String text) {
        assertThat(KeyPrefix.parse(text)).isEmpty();
    }

    @Test
    void aPrefixHasAtMost128Characters() {
        assertThat(KeyPrefix.parse("a".repeat(128))).isPresent();
        assertThat(KeyPrefix.parse("a".repeat(129))).isEmpty();
    }
}
