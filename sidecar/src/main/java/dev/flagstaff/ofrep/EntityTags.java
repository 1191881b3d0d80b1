package dev.flagstaff.ofrep;

import dev.flagstaff.flag.Digest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/// Entity tags of bulk answers, and what clients send of them. Stateless.
final class EntityTags {
    /// Goes into every tag: a sidecar that writes answers otherwise needs other tags.
    private static final byte FORMAT = 1;

    private static final int BYTES = 18;

    private EntityTags() {}

    /// The strong tag of the answer about these definitions in this context: equal where both are, on whatever
    /// machine, and else not.
    static String of(Digest definitions, EvaluationContext context) {
        var sha256 = sha256();
        sha256.update(FORMAT);
        update(sha256, definitions.toString());
        update(sha256, context.targetingKey());
        update(sha256, context.region());
        update(sha256, context.environment());
        byte[] hash = Arrays.copyOf(sha256.digest(), BYTES);
        return '"' + Base64.getUrlEncoder().withoutPadding().encodeToString(hash) + '"';
    }

    /// The length goes first, so that no two lists of texts run into the same bytes.
    private static void update(MessageDigest sha256, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).flip());
        sha256.update(utf8);
    }

    /// Whether an `If-None-Match` lists a tag, as [RFC 9110, section
    /// 13.1.2](https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2) compares them: weakly, so a `W/` in front
    /// does not count. From what is no tag on, nothing is listed.
    ///
    /// @param ifNoneMatch the header's values, joined by commas
    static boolean lists(String ifNoneMatch, String tag) {
        if (ifNoneMatch.strip().equals("*")) {
            return true;
        }
        int at = 0;
        while (at < ifNoneMatch.length()) {
            if (isBetweenTags(ifNoneMatch.charAt(at))) {
                at++;
                continue;
            }
            int start = ifNoneMatch.startsWith("W/", at) ? at + 2 : at;
            int end = ifNoneMatch.startsWith("\"", start) ? ifNoneMatch.indexOf('"', start + 1) : -1;
            if (end < 0) {
                return false;
            }
            if (end + 1 - start == tag.length() && ifNoneMatch.startsWith(tag, start)) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private static boolean isBetweenTags(char c) {
        return c == ',' || c == ' ' || c == '\t';
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}
