package dev.flagstaff.flag;

import java.util.HashSet;

/// Recognizes a JSON text that [StrictJson] would take as it is: compact, of plain ASCII, without an escape, without
/// a name given twice. What we wrote ourselves nearly always is, and a start reads a thousand of them in code that is
/// not compiled yet, for which a parser and a generator are a lot of code. Used by one thread.
final class CompactJson {
    private final String text;
    private int at;

    private CompactJson(String text) {
        this.text = text;
    }

    /// False also where only the parser can tell.
    static boolean is(String text) {
        var json = new CompactJson(text);
        return json.value(0) && json.at == text.length();
    }

    private boolean value(int depth) {
        return switch (next()) {
            case '{' -> depth < Limits.VALUE_NESTING && object(depth + 1);
            case '[' -> depth < Limits.VALUE_NESTING && array(depth + 1);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean object(int depth) {
        at++;
        if (take('}')) {
            return true;
        }
        var names = new HashSet<String>();
        do {
            int start = at;
            if (!string() || !names.add(text.substring(start, at)) || !take(':') || !value(depth)) {
                return false;
            }
        } while (take(','));
        return take('}');
    }

    private boolean array(int depth) {
        at++;
        if (take(']')) {
            return true;
        }
        do {
            if (!value(depth)) {
                return false;
            }
        } while (take(','));
        return take(']');
    }

    private boolean string() {
        if (!take('"')) {
            return false;
        }
        for (char c = next(); c >= ' ' && c <= '~' && c != '\\'; c = next()) {
            at++;
            if (c == '"') {
                return true;
            }
        }
        return false;
    }

    private boolean number() {
        var _ = take('-');
        return (take('0') || digits()) && (!take('.') || digits()) && exponent();
    }

    private boolean exponent() {
        if (!take('e') && !take('E')) {
            return true;
        }
        var _ = take('+') || take('-');
        return digits();
    }

    private boolean digits() {
        int start = at;
        for (char c = next(); c >= '0' && c <= '9'; c = next()) {
            at++;
        }
        return at > start;
    }

    private boolean word(String word) {
        boolean is = text.startsWith(word, at);
        at += word.length();
        return is;
    }

    private boolean take(char expected) {
        boolean is = next() == expected;
        if (is) {
            at++;
        }
        return is;
    }

    /// NUL at the end, which no text may contain.
    private char next() {
        return at < text.length() ? text.charAt(at) : 0;
    }
}
