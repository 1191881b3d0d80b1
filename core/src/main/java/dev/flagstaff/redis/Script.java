package dev.flagstaff.redis;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// A script that runs in Redis. Immutable.
///
/// @param digest what Redis knows it by, once it has loaded it
record Script(String text, String digest) {
    /// @param file beside this class
    static Script of(String file) {
        try (var resource = Script.class.getResourceAsStream(file)) {
            byte[] text = Objects.requireNonNull(resource, file + " is part of this jar")
                    .readAllBytes();
            return new Script(new String(text, StandardCharsets.UTF_8), sha1(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] script) {
        try {
            return Base16.digest(script);
        } catch (RuntimeException e) {
            throw new IllegalStateException("every Java platform must have SHA-1", e);
        }
    }
}
