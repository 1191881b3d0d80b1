package dev.flagstaff.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads one value after the other of those that a script packed with Redis's `cmsgpack`, which is
/// [MessagePack](https://github.com/msgpack/msgpack/blob/master/spec.md): of that, what `read-flags.lua` makes use of.
/// Used by one thread.
final class PackedValues {
    private final ByteBuffer bytes;

    PackedValues(byte[] packed) {
        bytes = ByteBuffer.wrap(packed);
    }

    boolean hasNext() {
        return bytes.hasRemaining();
    }

    /// The next value: a list, a number from 0 to 127, null for Lua's false and nil, or a text, which is a string, but
    /// bytes where it may be no UTF-8.
    ///
    /// @throws RedisUnavailableException when it is something else, or not whole
    @Nullable
    Object next() {
        try {
            return value();
        } catch (BufferUnderflowException | IllegalArgumentException cutOff) {
            throw new RedisUnavailableException("Redis did not answer our script with all that it announced", cutOff);
        }
    }

    /// The next value.
    ///
    /// @throws RedisUnavailableException when it is no list, or not whole
    List<?> nextList() {
        if (next() instanceof List<?> list) {
            return list;
        }
        throw new RedisUnavailableException("Redis answered our script with something else than lists");
    }

    private @Nullable Object value() {
        int type = bytes.get() & 0xff;
        if (type < 0x80) {
            return (long) type;
        }
        return switch (type & 0xf0) {
            case 0x90 -> list(type & 0x0f);
            case 0xa0, 0xb0 -> text(type & 0x1f);
            default ->
                switch (type) {
                    case 0xc0, 0xc2 -> null;
                    case 0xd9 -> text(bytes.get() & 0xff);
                    case 0xda -> text(bytes.getShort() & 0xffff);
                    case 0xdb -> text(bytes.getInt());
                    case 0xdc -> list(bytes.getShort() & 0xffff);
                    case 0xdd -> list(bytes.getInt());
                    default -> throw new IllegalArgumentException("no value that we know begins with " + type);
                };
        };
    }

    private List<@Nullable Object> list(int size) {
        var list = new ArrayList<@Nullable Object>(size);
        for (int i = 0; i < size; i++) {
            list.add(value());
        }
        return list;
    }

    private Object text(int length) {
        int start = bytes.position();
        bytes.position(start + length);
        return textOrBytes(bytes.array(), start, length);
    }

    /// As a string, unless it has the character that stands for what is no UTF-8.
    static Object textOrBytes(byte[] packed, int start, int length) {
        String text = new String(packed, start, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : Arrays.copyOfRange(packed, start, start + length);
    }
}
