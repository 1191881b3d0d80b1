package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `cmsgpack` packs is read as MessagePack says. That Redis packs it so, the tests with Redis show.
class PackedValuesTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 255, 256, 65_535, 65_536, 300_000})
    void aTextOfAnyLengthIsRead(int length) {
        String text = "x".repeat(length);
        assertThat(new PackedValues(packed(text)).next()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 65_535, 65_536})
    void aListOfAnyLengthIsRead(int length) {
        var list = Collections.nCopies(length, "x");
        assertThat(new PackedValues(packed(list)).nextList()).isEqualTo(list);
    }

    @Test
    void valuesComeOneAfterTheOther() {
        var values = new PackedValues(packed("a", List.of("b", List.of("c"), 1L), 127L, 0L));
        assertThat(values.next()).isEqualTo("a");
        assertThat(values.nextList()).isEqualTo(List.of("b", List.of("c"), 1L));
        assertThat(values.next()).isEqualTo(127L);
        assertThat(values.hasNext()).isTrue();
        assertThat(values.next()).isEqualTo(0L);
        assertThat(values.hasNext()).isFalse();
    }

    @Test
    void whatLuaHasNotIsNull() {
        var values = new PackedValues(new byte[] {(byte) 0xc0, (byte) 0xc2});
        assertThat(values.next()).isNull();
        assertThat(values.next()).isNull();
    }

    @Test
    void aTextThatMayBeNoUtf8ComesAsBytes() {
        byte[] broken = {'a', (byte) 0xff};
        assertThat(new PackedValues(packed((Object) broken)).next()).isEqualTo(broken);
        byte[] replacement = "a\uFFFD".getBytes(StandardCharsets.UTF_8);
        assertThat(new PackedValues(packed((Object) replacement)).next()).isEqualTo(replacement);
    }

    @Test
    void whatIsNotWholeIsRefusedWhereverItWasCutOff() {
        byte[] whole = packed(List.of("a", "x".repeat(40), List.of("b")));
        assertThatNoException().isThrownBy(new PackedValues(whole)::nextList);
        for (int length = 0; length < whole.length; length++) {
            var values = new PackedValues(Arrays.copyOf(whole, length));
            assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(values::next);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xc1, 0xc3, 0xc4, 0xca, 0xcc, 0xd3, 0xde, 0xe0, 0xff})
    void whatTheScriptDoesNotUseIsRefused(int type) {
        byte[] bytes = new byte[20];
        bytes[0] = (byte) type;
        assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(new PackedValues(bytes)::next);
    }

    @Test
    void aTextIsNoList() {
        var values = new PackedValues(packed("a"));
        assertThatExceptionOfType(RedisUnavailableException.class).isThrownBy(values::nextList);
    }

    private static byte[] packed(Object... values) {
        var bytes = ByteBuffer.allocate(1 << 20);
        for (Object value : values) {
            pack(bytes, value);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static void pack(ByteBuffer bytes, Object value) {
        switch (value) {
            case Long number -> bytes.put(number.byteValue());
            case String text -> packText(bytes, text.getBytes(StandardCharsets.UTF_8));
            case byte[] text -> packText(bytes, text);
            case List<?> list -> {
                head(bytes, list.size(), 0x90, 15, 0xdb);
                list.forEach(element -> pack(bytes, element));
            }
            default -> throw new IllegalArgumentException(value.toString());
        }
    }

    private static void packText(ByteBuffer bytes, byte[] text) {
        if (text.length > 31 && text.length < 256) {
            bytes.put((byte) 0xd9).put((byte) text.length);
        } else {
            head(bytes, text.length, 0xa0, 31, 0xd9);
        }
        bytes.put(text);
    }

    /// @param wide the type before that whose length has two bytes
    private static void head(ByteBuffer bytes, int length, int narrow, int most, int wide) {
        if (length <= most) {
            bytes.put((byte) (narrow + length));
        } else if (length < 65_536) {
            bytes.put((byte) (wide + 1)).putShort((short) length);
        } else {
            bytes.put((byte) (wide + 2)).putInt(length);
        }
    }
}
