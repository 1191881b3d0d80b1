package dev.flagstaff.config;

/// Texts from outside as messages show them: on one line, nothing in them invisible, and not for ever. Stateless.
final class Quotation {
    private static final int LONGEST = 60;

    private Quotation() {}

    /// In quotation marks, cut to 60 characters.
    static String of(String text) {
        return '"' + bare(text) + '"';
    }

    /// In quotation marks, at full length.
    static String whole(String text) {
        return '"' + escape(text) + '"';
    }

    /// Cut to 60 characters.
    static String bare(String text) {
        if (text.codePointCount(0, text.length()) <= LONGEST) {
            return escape(text);
        }
        return escape(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "…";
    }

    private static String escape(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isVisible(character)) {
                out.appendCodePoint(character);
            } else {
                out.append((Character.isBmpCodePoint(character) ? "\\u%04X" : "\\U%08X").formatted(character));
            }
        });
        return out.toString();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
