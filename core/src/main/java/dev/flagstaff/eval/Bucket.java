package dev.flagstaff.eval;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Where a subject falls in the rollout of a flag in an environment: a number from 0 to 99 that never changes,
/// spread evenly over subjects and independently over flags and environments.
///
/// It is SHA-256 over the UTF-8 of `flagKey:environment:subject`, the first 8 hexadecimal digits taken as an
/// unsigned number, modulo 100, as in the tutorial *How to build feature flags and remote config with Redis* (March
/// 2026).
final class Bucket {
    static final int BUCKETS = 100;
    /// Cloned for each use: that spares the look-up of the algorithm among the security providers.
    private static final MessageDigest SHA_256 = sha256();

    private Bucket() {}

    static int of(String flagKey, String environment, String subject) {
        byte[] hash = digest().digest((flagKey + ':' + environment + ':' + subject).getBytes(StandardCharsets.UTF_8));
        return Integer.remainderUnsigned(ByteBuffer.wrap(hash).getInt(), BUCKETS);
    }

    private static MessageDigest digest() {
        try {
            return (MessageDigest) SHA_256.clone();
        } catch (CloneNotSupportedException e) {
            return sha256();
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }
}
