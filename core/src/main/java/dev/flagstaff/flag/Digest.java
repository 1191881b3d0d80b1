package dev.flagstaff.flag;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What tells whether two sets of definitions are the same: the XOR over all definitions of the SHA-256 of each, as
/// [DefinitionWriter] writes it. It does not depend on an order, and changes with one definition without a look at
/// the others. It guards against accidents, not against someone who makes up definitions to collide. Immutable.
public final class Digest {
    private static final int BYTES = 32;
    /// Of no definitions.
    public static final Digest NONE = new Digest(new byte[BYTES]);

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    /// Of one definition.
    ///
    /// @param definition as [DefinitionWriter] writes it
    public static Digest of(byte[] definition) {
        return new Digest(Sha256.start().digest(definition));
    }

    /// Of both sets together where they have nothing in common; where the other is a part of this one, of the
    /// rest.
    public Digest xor(Digest other) {
        var sum = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            sum[i] = (byte) (bytes[i] ^ other.bytes[i]);
        }
        return new Digest(sum);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// 64 hexadecimal digits.
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
