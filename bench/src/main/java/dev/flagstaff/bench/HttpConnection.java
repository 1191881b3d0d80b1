package dev.flagstaff.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// One kept-alive connection and next to nothing on top of it, so that what is measured is the other end. Used by
/// one thread.
final class HttpConnection implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String host;
    private final Map<String, String> headers = new HashMap<>();

    HttpConnection(URI base) throws IOException {
        socket = new Socket(base.getHost(), base.getPort());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        host = base.getHost() + ":" + base.getPort();
    }

    /// Sends a request and returns the body of its answer.
    ///
    /// @throws IOException also where the answer is neither 200 nor 404, which a flag is that has not arrived yet
    String exchange(String method, String target, String body) throws IOException {
        byte[] entity = body.getBytes(StandardCharsets.UTF_8);
        String head = method + " " + target + " HTTP/1.1\r\nHost: " + host
                + "\r\nContent-Type: application/json\r\nContent-Length: " + entity.length + "\r\n\r\n";
        byte[] request = (head + body).getBytes(StandardCharsets.UTF_8);
        out.write(request);
        out.flush();
        String status = Lines.next(in);
        headers.clear();
        for (String header = Lines.next(in); !header.isEmpty(); header = Lines.next(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        String answer = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        if (!status.startsWith("HTTP/1.1 200 ") && !status.startsWith("HTTP/1.1 404 ")) {
            throw new IOException(method + " " + target + ": " + status + " " + answer);
        }
        return answer;
    }

    /// Writes a flag by the admin at the other end: for production alone, with a number for config.
    void put(String flagKey, int rolloutPercent, int value) throws IOException {
        exchange(
                "PUT",
                "/api/admin/flags/" + flagKey,
                "{\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":"
                        + rolloutPercent + ",\"value\":" + value + "}}}");
    }

    /// A header of the last answer, by its name in lower case; empty where there was none.
    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
