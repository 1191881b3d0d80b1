package dev.flagstaff.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.time.Duration;

/// Writes to a client that must take what it asked for, in time.
///
/// @param patience of whatever thread writes; one does at a time
record PatientWriter(DataWriter target, Patience patience) implements DataWriter {
    /// For each piece of an answer.
    private static final long TO_TAKE_IT = Duration.ofMinutes(1).toNanos();

    @Override
    public void write(BufferData... buffers) {
        begin();
        try {
            target.write(buffers);
        } finally {
            patience.end();
        }
    }

    @Override
    public void write(BufferData buffer) {
        begin();
        try {
            target.write(buffer);
        } finally {
            patience.end();
        }
    }

    @Override
    public void writeNow(BufferData... buffers) {
        begin();
        try {
            target.writeNow(buffers);
        } finally {
            patience.end();
        }
    }

    @Override
    public void writeNow(BufferData buffer) {
        begin();
        try {
            target.writeNow(buffer);
        } finally {
            patience.end();
        }
    }

    @Override
    public void flush() {
        begin();
        try {
            target.flush();
        } finally {
            patience.end();
        }
    }

    @Override
    public void close() {
        target.close();
    }

    private void begin() {
        patience.begin(System.nanoTime() + TO_TAKE_IT);
    }
}
