package dev.flagstaff.eval;

import dev.flagstaff.flag.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Where a subject falls in the rollout of a flag in an environment: a number from 0 to 99 that never changes,
/// spread evenly over subjects and independently over flags and environments.
///
/// It is SHA-256 over the UTF-8 of `flagKey:environment:subject`, the first 8 hexadecimal digits taken as an
/// unsigned number, modulo 100, as in the tutorial *How to build feature flags and remote config with Redis* (March
/// 2026).
final class Bucket {
    static final int BUCKETS = 100;

    private Bucket() {}

    static int of(String flagKey, String environment, String subject) {
        var hasher = Hasher.take();
        int bucket = hasher.put(flagKey)
                .put(':')
                .put(environment)
                .put(':')
                .put(subject)
                .bucket();
        hasher.giveBack();
        return bucket;
    }

    /// A digest and what it needs, used by one thread at a time. A few lie ready for whoever comes: a thread-local
    /// would be one for each connection, since each has a thread of its own.
    private static final class Hasher {
        private static final int PLACES = 16;
        private static final AtomicReferenceArray<@Nullable Hasher> READY = new AtomicReferenceArray<>(PLACES);
        private static final int USUAL_BYTES = 256;
        private static final int ASCII_END = 0x80;

        private final int place;
        private final MessageDigest sha256 = Sha256.start();
        private final byte[] hash = new byte[sha256.getDigestLength()];
        private final byte[] text = new byte[USUAL_BYTES];
        private int end;

        private Hasher(int place) {
            this.place = place;
        }

        static Hasher take() {
            int place = (int) Thread.currentThread().threadId() & (PLACES - 1);
            var ready = READY.getAndSet(place, null);
            return ready == null ? new Hasher(place) : ready;
        }

        void giveBack() {
            READY.setRelease(place, this);
        }

        Hasher put(char ascii) {
            makeRoom();
            text[end++] = (byte) ascii;
            return this;
        }

        Hasher put(String part) {
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                if (c >= ASCII_END) {
                    flush();
                    sha256.update(part.substring(i).getBytes(StandardCharsets.UTF_8));
                    return this;
                }
                put(c);
            }
            return this;
        }

        private void makeRoom() {
            if (end == text.length) {
                flush();
            }
        }

        private void flush() {
            sha256.update(text, 0, end);
            end = 0;
        }

        int bucket() {
            flush();
            try {
                sha256.digest(hash, 0, hash.length);
            } catch (DigestException e) {
                throw new IllegalStateException("the array is as long as the hash", e);
            }
            int first = hash[0] << 24 | (hash[1] & 0xff) << 16 | (hash[2] & 0xff) << 8 | (hash[3] & 0xff);
            return Integer.remainderUnsigned(first, BUCKETS);
        }
    }
}
