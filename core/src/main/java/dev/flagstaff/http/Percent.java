package dev.flagstaff.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Percent-decoding of a part of a request target ([RFC 3986, section
/// 2.1](https://www.rfc-editor.org/rfc/rfc3986#section-2.1)), strict. Stateless.
final class Percent {
    /// A text that cannot be decoded; the message says what is wrong, as the end of a sentence.
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message, null, false, false);
        }
    }

    private Percent() {}

    /// @param plusIsSpace whether `+` stands for a space, as in the query of a form
    static String decode(String text, boolean plusIsSpace) throws MalformedException {
        if (isPlain(text, plusIsSpace)) {
            return text;
        }
        var bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.write(octet(text, i));
                i += 2;
            } else if (c > 0x7e || c < 0x20) {
                throw new MalformedException("must be percent-encoded");
            } else {
                bytes.write(c == '+' && plusIsSpace ? ' ' : c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new MalformedException("must be valid UTF-8");
        }
    }

    private static boolean isPlain(String text, boolean plusIsSpace) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' || (c == '+' && plusIsSpace) || c > 0x7e || c < 0x20) {
                return false;
            }
        }
        return true;
    }

    private static int octet(String text, int percent) throws MalformedException {
        int high = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 1), 16) : -1;
        int low = percent + 2 < text.length() ? Character.digit(text.charAt(percent + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw new MalformedException("has a percent sign that two hexadecimal digits must follow");
        }
        return (high << 4) | low;
    }
}
