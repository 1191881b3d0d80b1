package dev.flagstaff.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadableLineTest {
    @Test
    void aLineIsTimeLevelComponentAndMessage() {
        var entry = new LogEntry("info", "admin", "message", "2026-03-19T12:00:00.123Z", "{\"key\":\"value\"}");

        assertThat(ReadableLine.of(entry, Map.of())).isEqualTo("12:00:00.123 INFO  admin  message");
        assertThat(ReadableLine.of(entry, Map.of("key", "value")))
                .isEqualTo("12:00:00.123 INFO  admin  message  key=value");
    }

    @Test
    void valuesAreQuotedWhereTheyWouldRunIntoOneAnother() {
        try (var captured = CapturedLogs.readable("info")) {
            captured.logger()
                    .atError()
                    .addKeyValue("flagKey", "checkout-banner")
                    .addKeyValue("revision", 42)
                    .addKeyValue("path", "C:\\x")
                    .addKeyValue("words", "a b")
                    .addKeyValue("says", "a \"b\" \\ c=d")
                    .addKeyValue("empty", "")
                    .addKeyValue("none", (Object) null)
                    .log("broken flag");

            assertThat(captured.text())
                    .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} ERROR admin  broken flag  .*\n")
                    .endsWith(
                            "  flagKey=checkout-banner revision=42 path=C:\\x words=\"a b\" says=\"a \\\"b\\\" \\\\ c=d\""
                                    + " empty=\"\" none=null\n");
        }
    }

    @Test
    void noControlCharacterReachesTheTerminal() {
        try (var captured = CapturedLogs.readable("info")) {
            captured.logger()
                    .atInfo()
                    .addKeyValue("k\n", "\u001b]0;title\u0007")
                    .log("a\r\n12:00:00.000 INFO  admin  forged\t\u001b[2J\u009b\u2028\u202e żółć 🚩");

            assertThat(captured.text())
                    .endsWith(" INFO  admin  a\\r\\n12:00:00.000 INFO  admin  forged\\t\\u{1b}[2J"
                            + "\\u{9b}\\u{2028}\\u{202e}"
                            + " żółć 🚩  k\\n=\"\\u{1b}]0;title\\u{7}\"\n");
            assertThat(captured.lines()).hasSize(1);
        }
    }

    @Test
    void aStackTraceFollowsIndentedSoThatNothingInItLooksLikeALine() {
        try (var captured = CapturedLogs.readable("info")) {
            captured.logger().error("failed", new IllegalStateException("first\n12:00:00.000 INFO  \u001b[2Jforged"));

            var lines = captured.lines();
            assertThat(lines.getFirst())
                    .endsWith("failed  error=\"java.lang.IllegalStateException: first"
                            + "\\n12:00:00.000 INFO  \\u{1b}[2Jforged\"");
            assertThat(lines.subList(1, lines.size()))
                    .hasSizeGreaterThan(3)
                    .allMatch(line -> line.startsWith("    "))
                    .contains("    java.lang.IllegalStateException: first", "    12:00:00.000 INFO  \\u{1b}[2Jforged")
                    .anyMatch(line -> line.startsWith("        at dev.flagstaff.logging.ReadableLineTest."));
        }
    }
}
