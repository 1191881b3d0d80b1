package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PointerTest {
    @Test
    void theWholeDocumentIsAHash() {
        assertThat(Pointer.ROOT).hasToString("#");
    }

    /// The examples of RFC 6901, section 6.
    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            foo   ; `#/foo`
            ``    ; `#/`
            a/b   ; `#/a~1b`
            c%d   ; `#/c%25d`
            e^f   ; `#/e%5Ef`
            g|h   ; `#/g%7Ch`
            i\\j  ; `#/i%5Cj`
            k"l   ; `#/k%22l`
            ` `   ; `#/%20`
            m~n   ; `#/m~0n`
            """)
    void namesAreEscapedAsTheStandardShows(String name, String pointer) {
        assertThat(Pointer.ROOT.child(name)).hasToString(pointer);
    }

    @Test
    void placesAreSpelledFromTheRootWithIndexesAsNumbers() {
        assertThat(Pointer.ROOT.child("a").child(0).child("b").child(12)).hasToString("#/a/0/b/12");
    }

    @Property
    void aPointerIsAUriFragmentThatSaysTheName(@ForAll("texts") String name) {
        String fragment = URI.create(Pointer.ROOT.child(name).toString()).getFragment();
        assertThat(fragment.substring(1).replace("~1", "/").replace("~0", "~")).isEqualTo(name);
    }

    @Provide
    Arbitrary<String> texts() {
        return Anything.text();
    }
}
