package dev.flagstaff.admin;

import dev.flagstaff.flag.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/// A line of the tokens file: who holds the token, what that person may do, and the SHA-256 of the token, which
/// itself is known to its holder alone. Immutable.
record AccessToken(String name, Role role, String sha256) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,127}");
    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int SECRET_BYTES = 32;

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /// Reads `name role sha256-in-hex`; nothing when it is no such line.
    static Optional<AccessToken> parse(String line) {
        String[] parts = line.strip().split(" +", -1);
        if (parts.length != 3 || !isName(parts[0]) || !SHA_256.matcher(parts[2]).matches()) {
            return Optional.empty();
        }
        return Role.of(parts[1]).map(role -> new AccessToken(parts[0], role, parts[2]));
    }

    /// A token that nobody has yet.
    static String newSecret() {
        var secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    static String hash(String secret) {
        return HexFormat.of().formatHex(Sha256.start().digest(secret.getBytes(StandardCharsets.UTF_8)));
    }

    /// Takes as long for a near miss as for any other.
    boolean isHashedTo(String hash) {
        return MessageDigest.isEqual(
                sha256.getBytes(StandardCharsets.US_ASCII), hash.getBytes(StandardCharsets.US_ASCII));
    }

    String line() {
        return name + " " + role.wireName() + " " + sha256;
    }
}
