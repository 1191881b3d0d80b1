package dev.flagstaff.flag;

import org.jspecify.annotations.Nullable;

/// What no text from outside may contain. Stateless.
public final class ForbiddenText {
    private ForbiddenText() {}

    /// The first thing in a text that it may not contain: "NUL", or "a lone surrogate", which no UTF-8 can carry;
    /// null where all of it is allowed.
    public static @Nullable String in(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "NUL";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "a lone surrogate";
            }
        }
        return null;
    }
}
