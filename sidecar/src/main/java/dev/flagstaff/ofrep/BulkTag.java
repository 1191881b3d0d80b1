package dev.flagstaff.ofrep;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/// The entity tag of a bulk answer. Stateless.
final class BulkTag {
    /// Goes into every tag: a sidecar that writes answers otherwise needs other tags.
    private static final byte FORMAT = 1;

    private static final int BYTES = 18;

    private BulkTag() {}

    /// The strong tag, without its quotation marks, of the answer about these definitions in this context: equal
    /// where both are, on whatever machine, and else not.
    static String of(Digest definitions, EvaluationContext context) {
        var sha256 = Sha256.start();
        sha256.update(FORMAT);
        update(sha256, definitions.toString());
        update(sha256, context.subject());
        update(sha256, context.region());
        update(sha256, context.environment());
        byte[] hash = Arrays.copyOf(sha256.digest(), BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    /// The length goes first, so that no two lists of texts run into the same bytes.
    private static void update(MessageDigest sha256, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(utf8.length).flip());
        sha256.update(utf8);
    }
}
