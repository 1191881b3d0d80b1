package dev.flagstaff.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;

/// Sends an answer in one piece, so that it is one packet. One instance writes the answers of a connection,
/// on its thread.
final class PlainWriter {
    /// An answer without its body, and with most.
    private static final int USUAL_BYTES = 512;
    /// A body that is larger leaves uncopied, after its head.
    private static final int MOST_COPIED_BYTES = 4 * 1024;

    private final DataWriter target;
    private final AnswerBytes piece = new AnswerBytes(USUAL_BYTES);
    private boolean hasSent;

    PlainWriter(DataWriter target) {
        this.target = target;
    }

    /// Begins another answer.
    void begin() {
        piece.clear();
        hasSent = false;
    }

    /// What is sent next is put here.
    AnswerBytes piece() {
        return piece;
    }

    /// Whether the answer has left, or a part of it.
    boolean hasSent() {
        return hasSent;
    }

    /// Sends what was put.
    void send() {
        hasSent = true;
        write(piece);
    }

    /// Sends what was put, and this after it.
    void send(byte[] body) {
        if (body.length <= MOST_COPIED_BYTES) {
            piece.put(body);
            send();
        } else {
            send();
            target.write(BufferData.create(body));
        }
    }

    /// Sends what was put, and this after it.
    void send(LongAnswer body) {
        if (body.length() <= MOST_COPIED_BYTES) {
            send(body.toArray());
        } else {
            send();
            body.pieces().forEach(this::write);
        }
    }

    private void write(AnswerBytes bytes) {
        target.write(BufferData.create(bytes.array(), 0, bytes.length()));
    }
}
