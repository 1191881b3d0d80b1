package dev.flagstaff.http;

import java.io.ByteArrayOutputStream;

/// A JSON array of elements that are encoded already. Stateless.
public final class JsonArray {
    private JsonArray() {}

    /// The elements, each a whole JSON document, as one array.
    public static byte[] of(Iterable<byte[]> elements) {
        var bytes = new ByteArrayOutputStream();
        bytes.write('[');
        String separator = "";
        for (byte[] element : elements) {
            if (!separator.isEmpty()) {
                bytes.write(',');
            }
            separator = ",";
            bytes.writeBytes(element);
        }
        bytes.write(']');
        return bytes.toByteArray();
    }
}
