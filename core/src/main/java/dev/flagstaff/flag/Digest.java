package dev.flagstaff.flag;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// What tells whether two sets of definitions are the same: the XOR over all definitions of the SHA-256 of each, as
/// [DefinitionWriter] writes it. It does not depend on an order, and changes with one definition without a look at
/// the others. It guards against accidents, not against someone who makes up definitions to collide. Immutable.
public final class Digest {
    /// Of no definitions.
    public static final Digest NONE = new Digest(0, 0, 0, 0);

    private final long first;
    private final long second;
    private final long third;
    private final long fourth;

    private Digest(long first, long second, long third, long fourth) {
        this.first = first;
        this.second = second;
        this.third = third;
        this.fourth = fourth;
    }

    /// Of one definition.
    ///
    /// @param definition as [DefinitionWriter] writes it
    public static Digest of(byte[] definition) {
        var sha256 = ByteBuffer.wrap(Sha256.start().digest(definition));
        return new Digest(sha256.getLong(), sha256.getLong(), sha256.getLong(), sha256.getLong());
    }

    /// Of both sets together where they have nothing in common; where the other is a part of this one, of the rest.
    public Digest xor(Digest other) {
        return new Digest(first ^ other.first, second ^ other.second, third ^ other.third, fourth ^ other.fourth);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Digest that
                && first == that.first
                && second == that.second
                && third == that.third
                && fourth == that.fourth;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(first);
    }

    /// 64 hexadecimal digits.
    @Override
    public String toString() {
        var hex = HexFormat.of();
        return hex.toHexDigits(first) + hex.toHexDigits(second) + hex.toHexDigits(third) + hex.toHexDigits(fourth);
    }
}
