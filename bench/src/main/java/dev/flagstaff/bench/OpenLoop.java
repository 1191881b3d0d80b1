package dev.flagstaff.bench;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// Requests at a constant rate, whether the server keeps up or not. A latency counts from when the request was due, not
/// from when it was sent: a server that stalls is charged for all who would have come meanwhile.
final class OpenLoop {
    private static final int CONNECTIONS = 16;

    private OpenLoop() {}

    /// Asks for so long, and returns the latencies in nanoseconds.
    static Histogram run(URI base, String target, double perSecond, double seconds)
            throws IOException, InterruptedException {
        long interval = (long) (CONNECTIONS * 1e9 / perSecond);
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(50);
        long end = start + (long) (seconds * 1e9);
        var total = new Histogram(3);
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            var parts = new ArrayList<Future<Histogram>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                long first = start + i * interval / CONNECTIONS;
                parts.add(threads.submit(() -> oneConnection(base, target, first, interval, end)));
            }
            for (var part : parts) {
                total.add(part.get());
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        return total;
    }

    private static Histogram oneConnection(URI base, String target, long first, long interval, long end)
            throws IOException {
        var latencies = new Histogram(3);
        try (var connection = new HttpConnection(base)) {
            for (long due = first; due < end; due += interval) {
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                connection.exchange("GET", target, "");
                latencies.recordValue(System.nanoTime() - due);
            }
        }
        return latencies;
    }
}
