package dev.flagstaff.logging;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Entries for a person at a terminal: `12:00:00.123 INFO admin message key=value`, in UTC as everything we say. A
/// stack trace follows on lines that are indented; nothing else ever begins a line, and no control character
/// reaches the terminal. Stateless.
final class ReadableLine {
    /// Where `12:00:00.123` is in `2026-03-19T12:00:00.123Z`.
    private static final int CLOCK_BEGIN = 11;

    private static final int CLOCK_END = 23;
    private static final String INDENT = "    ";

    private ReadableLine() {}

    /// The entry as a line without its end.
    static String of(LogEntry entry, Map<String, @Nullable Object> metadata) {
        var line = new StringBuilder(160)
                .append(entry.time(), CLOCK_BEGIN, CLOCK_END)
                .append(' ')
                .append(String.format(Locale.ROOT, "%-5s", entry.level().toUpperCase(Locale.ROOT)))
                .append(' ');
        escape(entry.component(), line);
        line.append("  ");
        escape(entry.msg(), line);
        appendPairs(metadata, line);
        appendStack(metadata, line);
        return line.toString();
    }

    private static void appendPairs(Map<String, @Nullable Object> metadata, StringBuilder line) {
        String gap = "  ";
        for (var pair : metadata.entrySet()) {
            if (!pair.getKey().equals(Metadata.STACK)) {
                line.append(gap);
                escape(pair.getKey(), line);
                line.append('=');
                appendValue(String.valueOf(pair.getValue()), line);
                gap = " ";
            }
        }
    }

    private static void appendValue(String value, StringBuilder line) {
        boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=');
        if (plain) {
            escape(value, line);
        } else {
            line.append('"');
            escape(value.replace("\\", "\\\\").replace("\"", "\\\""), line);
            line.append('"');
        }
    }

    private static void appendStack(Map<String, @Nullable Object> metadata, StringBuilder line) {
        if (metadata.get(Metadata.STACK) instanceof String stack) {
            stack.lines().forEach(frame -> {
                line.append('\n').append(INDENT);
                escape(frame.replace("\t", INDENT), line);
            });
        }
    }

    private static void escape(String text, StringBuilder line) {
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                case '\t' -> line.append("\\t");
                default -> {
                    if (isPrintable(c)) {
                        line.appendCodePoint(c);
                    } else {
                        line.append(String.format(Locale.ROOT, "\\u{%x}", c));
                    }
                }
            }
        });
    }

    /// Formats count as control characters, because they can make a text read other than it is: right to left,
    /// or not at all.
    private static boolean isPrintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
