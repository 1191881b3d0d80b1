package dev.flagstaff.flag;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Any JSON value, kept as compact JSON text in which every number is spelled as it was written: `1.0` stays `1.0`,
/// and a number of any size stays exact. Immutable.
public final class JsonValue {
    /// JSON's `null`.
    public static final JsonValue NULL = new JsonValue(new byte[] {'n', 'u', 'l', 'l'});

    private final byte[] utf8;

    private JsonValue(byte[] utf8) {
        this.utf8 = utf8;
    }

    /// The value of an already compact, already checked text.
    static JsonValue ofCompact(byte[] utf8) {
        return new JsonValue(utf8);
    }

    /// Reads one JSON value, as strictly as a request's body is read: no name twice, no NUL, no lone surrogate.
    ///
    /// @throws MalformedJsonException naming every fault
    public static JsonValue parse(String json) throws MalformedJsonException {
        return CompactJson.is(json) ? ofCompact(json.getBytes(StandardCharsets.UTF_8)) : StrictJson.parseValue(json);
    }

    /// Whether this is JSON's `null`.
    public boolean isNull() {
        return Arrays.equals(utf8, NULL.utf8);
    }

    /// The compact JSON text as UTF-8. The array is this value's own and must not be written to: it is handed
    /// out uncopied because it goes into every answer.
    public byte[] utf8() {
        return utf8;
    }

    /// The compact JSON text.
    public String text() {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonValue that && Arrays.equals(utf8, that.utf8);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(utf8);
    }

    @Override
    public String toString() {
        return text();
    }
}
