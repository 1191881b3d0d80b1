package dev.flagstaff.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataWriter;
import java.time.Duration;

/// Writes to a client that must take what it asked for, in time.
///
/// @param patience of whatever thread writes; one does at a time
record PatientWriter(DataWriter target, Patience patience) implements DataWriter {
    /// For each piece of an answer.
    private static final Duration TO_TAKE_IT = Duration.ofMinutes(1);

    @Override
    public void write(BufferData... buffers) {
        waiting(() -> target.write(buffers));
    }

    @Override
    public void write(BufferData buffer) {
        waiting(() -> target.write(buffer));
    }

    @Override
    public void writeNow(BufferData... buffers) {
        waiting(() -> target.writeNow(buffers));
    }

    @Override
    public void writeNow(BufferData buffer) {
        waiting(() -> target.writeNow(buffer));
    }

    @Override
    public void flush() {
        waiting(target::flush);
    }

    @Override
    public void close() {
        target.close();
    }

    private void waiting(Runnable write) {
        patience.begin(System.nanoTime() + TO_TAKE_IT.toNanos());
        try {
            write.run();
        } finally {
            patience.end();
        }
    }
}
