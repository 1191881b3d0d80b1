package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.FLAG_KEY;
import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncodingTest {
    @ParameterizedTest
    @CsvSource({
        "a lone continuation byte, 80",
        "a lone leading byte, C3",
        "a truncated sequence of three, E6 9E",
        "a truncated sequence of four, F0 9F 9A",
        "an overlong NUL, C0 80",
        "an overlong slash of two, C0 AF",
        "an overlong slash of three, E0 80 AF",
        "an overlong slash of four, F0 80 80 AF",
        "a surrogate, ED A0 80",
        "a pair of surrogates (CESU-8), ED A0 BD ED BA 80",
        "beyond the last code point, F4 90 80 80",
        "a sequence of five, F8 88 80 80 80",
        "a byte that UTF-8 never has, FF",
        "Latin 1, E9",
    })
    void whatIsNotUtf8IsRefusedInTextAndInNames(String what, String hex) {
        byte[] bytes = HexFormat.ofDelimiter(" ").parseHex(hex);
        assertThat(faults(FLAG_KEY, around("{\"description\":\"", bytes, "\"}")))
                .as(what)
                .containsExactly("# must be valid UTF-8");
        assertThat(faults(FLAG_KEY, around("{\"", bytes, "\":1}"))).containsExactly("# must be valid UTF-8");
        assertThat(faults(FLAG_KEY, around(Reading.flag(""), bytes, ""))).containsExactly("# must be valid UTF-8");
    }

    private static byte[] around(String before, byte[] bytes, String after) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(utf8(before));
        all.writeBytes(bytes);
        all.writeBytes(utf8(after));
        return all.toByteArray();
    }

    @Test
    void aByteOrderMarkIsRefused() {
        assertThat(faults("\ufeff" + Reading.flag(""))).containsExactly("# must not begin with a byte order mark");
        assertThat(faults("\ufeff")).containsExactly("# must not begin with a byte order mark");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
    void anotherEncodingIsRefused(String charset) {
        assertThat(faults(FLAG_KEY, Reading.flag("").getBytes(Charset.forName(charset))))
                .singleElement()
                .asString()
                .startsWith("# ");
    }

    @Test
    void everyLengthOfUtf8IsRead() {
        String text = "a\u00e9\u6797\ud83d\ude80";
        byte[] body = Reading.flag("\"description\":\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
        assertThat(Reading.accepted(new String(body, StandardCharsets.UTF_8)).description())
                .isEqualTo(text);
    }
}
