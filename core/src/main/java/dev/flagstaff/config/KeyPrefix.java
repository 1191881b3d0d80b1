package dev.flagstaff.config;

import java.util.Optional;
import java.util.regex.Pattern;

/// The grammar of what keys in Redis begin with. A glob character would let the sidecar's ACL and its keyspace
/// subscription match keys of others; a second pair of braces, or an empty one, would be no hash tag to a Redis
/// Cluster. Stateless.
final class KeyPrefix {
    static final String EXPECTED = "must be 1 to 128 printable ASCII characters without spaces, without *?[]\\^,"
            + " with { and } only around one hash tag, and without a colon at the end, which is added";

    private static final int LONGEST = 128;
    private static final Pattern GRAMMAR = Pattern.compile("C*(\\{C+})?C*".replace("C", "[!-~&&[^*?\\[\\]\\\\^{}]]"));

    private KeyPrefix() {}

    static Optional<String> parse(String text) {
        boolean isValid = text.length() <= LONGEST
                && !text.endsWith(":")
                && !text.isEmpty()
                && GRAMMAR.matcher(text).matches();
        return isValid ? Optional.of(text) : Optional.empty();
    }
}
