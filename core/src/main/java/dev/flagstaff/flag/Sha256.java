package dev.flagstaff.flag;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Where SHA-256 comes from. Stateless.
public final class Sha256 {
    private Sha256() {}

    /// A digest of nothing so far, for one thread.
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}
