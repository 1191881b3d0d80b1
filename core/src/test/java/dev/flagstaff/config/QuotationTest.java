package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotationTest {
    @ParameterizedTest
    @CsvSource({"'', '\"\"'", "abc, '\"abc\"'", "schön ☂ 🙂, '\"schön ☂ 🙂\"'"})
    void visibleTextsAreQuotedAsTheyAre(String text, String quoted) {
        assertThat(Quotation.of(text)).isEqualTo(quoted);
        assertThat(Quotation.whole(text)).isEqualTo(quoted);
    }

    @Test
    void whatIsInvisibleOrBreaksTheLineIsEscaped() {
        assertThat(Quotation.bare("\0\n\r\t\u001B[31m\u007F\u0085"))
                .isEqualTo("\\u0000\\u000A\\u000D\\u0009\\u001B[31m\\u007F\\u0085");
        assertThat(Quotation.bare("\u2028\u2029\u202E\u200B\uFEFF")).isEqualTo("\\u2028\\u2029\\u202E\\u200B\\uFEFF");
        assertThat(Quotation.bare("\uD83D" + new String(Character.toChars(0xE0001))))
                .isEqualTo("\\uD83D\\U000E0001");
    }

    @Test
    void aLongTextIsCutAfter60CharactersAndNeverWithinOne() {
        assertThat(Quotation.of("🙂".repeat(60))).isEqualTo('"' + "🙂".repeat(60) + '"');
        assertThat(Quotation.of("🙂".repeat(61))).isEqualTo('"' + "🙂".repeat(60) + "…\"");
        assertThat(Quotation.bare("\n".repeat(61))).isEqualTo("\\u000A".repeat(60) + "…");
    }

    @Test
    void aWholeTextIsNotCut() {
        assertThat(Quotation.whole("a".repeat(500))).isEqualTo('"' + "a".repeat(500) + '"');
    }
}
