package dev.flagstaff.logging;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Any object as text that can be logged. Stateless.
final class Text {
    private Text() {}

    /// The object's text, a lone surrogate in it replaced by `?`. An object that can't say what it is must not
    /// cost us the event.
    static String of(@Nullable Object value) {
        String text;
        try {
            text = String.valueOf(value);
        } catch (RuntimeException failure) {
            text = "[toString() failed: " + failure.getClass().getName() + "]";
        }
        return wellFormed(text == null ? "null" : text);
    }

    private static String wellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
