package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestTest {
    private static final Digest ONE = Digest.of(new byte[] {1});
    private static final Digest OTHER = Digest.of(new byte[] {2});

    @Test
    void theOrderOfDefinitionsDoesNotMatter() {
        assertThat(ONE.xor(OTHER)).isEqualTo(OTHER.xor(ONE)).hasSameHashCodeAs(OTHER.xor(ONE));
    }

    @Test
    void anotherSetOfDefinitionsHasAnotherDigest() {
        assertThat(ONE).isNotEqualTo(OTHER).isNotEqualTo(ONE.xor(OTHER)).isNotEqualTo(ONE.toString());
        assertThat(ONE.hashCode()).isNotEqualTo(OTHER.hashCode());
    }

    @Test
    void whatIsAddedAndTakenAwayLeavesNothing() {
        assertThat(ONE.xor(OTHER).xor(ONE)).isEqualTo(OTHER);
        assertThat(ONE.xor(ONE)).isEqualTo(Digest.NONE);
    }
}
