package dev.flagstaff.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// What event streams cost a sidecar, and how soon they tell of a change. Used by one thread.
final class Events {
    private static final int FLAGS = 1_000;
    private static final int STREAMS = 1_000;
    private static final int WARM_UP = 200;
    private static final int CHANGES = 200;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final String FLAG = "bench-events";

    private final Stage stage;
    private final Figures figures;
    private int number;

    Events(Stage stage, Figures figures) {
        this.stage = stage;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        stage.store.fill(FLAGS);
        try (var _ = stage.startAdmin();
                var sidecar = stage.startSidecar(FLAGS);
                var puts = new HttpConnection(stage.admin())) {
            var streams = new ArrayList<EventClient>();
            try {
                streams.add(opened());
                measure(puts, streams, WARM_UP);
                tell("1 stream", measure(puts, streams, CHANGES));
                double before = sidecar.memory().anonymous();
                while (streams.size() < STREAMS) {
                    streams.add(opened());
                }
                double opened = sidecar.memory().anonymous();
                figures.seen("a stream's memory, just opened", "KiB", (opened - before) * 1_024 / (STREAMS - 1));
                measure(puts, streams, WARM_UP / 4);
                tell("all of " + STREAMS + " streams", measure(puts, streams, CHANGES / 4));
                double told = sidecar.memory().anonymous();
                figures.seen("a stream's memory, after events", "KiB", (told - before) * 1_024 / (STREAMS - 1));
            } finally {
                for (var stream : streams) {
                    stream.close();
                }
            }
        }
    }

    /// A stream that has got its first event.
    private EventClient opened() throws IOException, InterruptedException {
        var stream = new EventClient(stage.sidecar());
        stream.await();
        return stream;
    }

    private void tell(String who, Latencies latencies) {
        figures.seen("a change, from admin's 200 to " + who + ": p50", "ms", latencies.millis(0.5));
        figures.seen("a change, from admin's 200 to " + who + ": p99", "ms", latencies.millis(0.99));
    }

    /// How long it takes until the last of the streams has its event.
    private Latencies measure(HttpConnection admin, List<EventClient> streams, int changes)
            throws IOException, InterruptedException {
        var nanos = new long[changes];
        for (int i = 0; i < changes; i++) {
            LockSupport.parkNanos(INTERVAL_NANOS);
            number++;
            admin.put(FLAG, 100, number);
            long written = System.nanoTime();
            long last = written;
            for (var stream : streams) {
                last = Math.max(last, stream.await());
            }
            nanos[i] = last - written;
        }
        return Latencies.of("events", nanos);
    }
}
