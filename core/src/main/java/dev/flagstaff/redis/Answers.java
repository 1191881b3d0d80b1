package dev.flagstaff.redis;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The values in answers of which Lettuce says no more than that they are objects. Stateless.
final class Answers {
    private Answers() {}

    /// A value as text; empty for none.
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString();
    }
}
