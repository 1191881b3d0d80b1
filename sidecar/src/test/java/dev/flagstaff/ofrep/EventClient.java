package dev.flagstaff.ofrep;

import dev.flagstaff.testing.OfrepProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A client of an event stream that keeps every line it was sent. Thread-safe.
public final class EventClient implements AutoCloseable {
    private static final String ID = "id: ";
    private static final String DATA = "data: ";

    private final Socket socket;
    private final List<String> lines = new CopyOnWriteArrayList<>();
    /// Of the events whose data has come as well.
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private volatile boolean ended;
    /// What was wrong with an event; null for nothing so far.
    private volatile @Nullable AssertionError fault;

    private EventClient(Socket socket) {
        this.socket = socket;
    }

    /// One that reads whatever comes.
    ///
    /// @param lastEventId empty for none
    public static EventClient reading(int port, String lastEventId) {
        var client = connected(port, lastEventId);
        Thread.ofVirtual().name("event-client").start(client::read);
        return client;
    }

    /// One that asks, and never reads the answer, of which little fits into its buffers.
    public static EventClient thatReadsNothing(int port) {
        return connected(port, "");
    }

    private static EventClient connected(int port, String lastEventId) {
        try {
            var socket = new Socket();
            socket.setReceiveBufferSize(2_048);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 60_000);
            String header = lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n";
            String request = "GET /ofrep/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                    + header + "\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new EventClient(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every event is a chunk of its own, so its lines are whole, between those of the framing.
    private void read() {
        try (var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            String before = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(line);
                if (line.startsWith(DATA)) {
                    take(before.substring(ID.length()), line.substring(DATA.length()));
                }
                before = line;
            }
        } catch (IOException cutOff) {
            lines.add("cut off: " + cutOff.getMessage());
        } finally {
            ended = true;
        }
    }

    /// Every event is one of the protocol's.
    private void take(String id, String data) {
        try {
            OfrepProtocol.checkEvent(id, data);
        } catch (AssertionError wrong) {
            fault = wrong;
        }
        ids.add(id);
    }

    /// Everything so far, head, framing and all.
    public List<String> lines() {
        throwFault();
        return lines;
    }

    private void throwFault() {
        if (fault != null) {
            throw fault;
        }
    }

    /// The ids of the events so far. An event that is here is in [#refetches] and [#lines] too.
    public List<String> ids() {
        throwFault();
        return ids;
    }

    /// How often it was told to evaluate again.
    public long refetches() {
        return lines().stream()
                .filter("data: {\"type\":\"refetchEvaluation\"}"::equals)
                .count();
    }

    /// Whether the server ended the stream.
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
