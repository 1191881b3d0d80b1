package dev.flagstaff.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An open event stream of a sidecar. It notes when each event arrived, on a thread of its own. Used by one other.
final class EventClient implements AutoCloseable {
    private final Socket socket;
    private final BlockingQueue<Long> arrived = new LinkedBlockingQueue<>();

    EventClient(URI sidecar) throws IOException {
        socket = new Socket(sidecar.getHost(), sidecar.getPort());
        String request = "GET /ofrep/v1/events HTTP/1.1\r\nHost: " + sidecar.getAuthority() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        Thread.ofVirtual().start(this::read);
    }

    private void read() {
        try (InputStream in = new BufferedInputStream(socket.getInputStream(), 512)) {
            var line = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != '\n') {
                    line.append((char) c);
                    continue;
                }
                if (line.indexOf("data:") == 0) {
                    arrived.add(System.nanoTime());
                }
                line.setLength(0);
            }
        } catch (IOException closed) {
            // Whoever waits for an event gets none.
        }
    }

    /// When the next event arrived, on the clock of [System#nanoTime].
    ///
    /// @throws IOException when none comes
    long await() throws IOException, InterruptedException {
        var at = arrived.poll(10, TimeUnit.SECONDS);
        if (at == null) {
            throw new IOException("no event comes");
        }
        return at;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
