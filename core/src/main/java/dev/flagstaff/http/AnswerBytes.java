package dev.flagstaff.http;

import java.util.Arrays;

/// Puts the bytes of an answer together, from pieces that are encoded already. Used by one thread.
public final class AnswerBytes {
    private byte[] bytes;
    private int length;

    /// None yet.
    ///
    /// @param expected how many there will be, as a hint
    public AnswerBytes(int expected) {
        bytes = new byte[expected];
    }

    /// Puts a piece after those that are there.
    public AnswerBytes put(byte[] piece) {
        reserve(piece.length);
        System.arraycopy(piece, 0, bytes, length, piece.length);
        length += piece.length;
        return this;
    }

    /// Puts a byte.
    public AnswerBytes put(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    /// Puts a text that is all ASCII.
    @SuppressWarnings("deprecation") // which warns of what is not ASCII, and copies nothing on the way
    public AnswerBytes put(String ascii) {
        int count = ascii.length();
        reserve(count);
        ascii.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    /// Puts a number as decimal digits.
    ///
    /// @param number not negative
    public AnswerBytes put(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        reserve(digits);
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    /// What was put.
    public byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    /// What was put, in its first [#length] bytes.
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }
}
