package dev.flagstaff.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/// Takes a JSON document from a request. Stateless.
final class JsonBody {
    /// How much of a body that is too large is still read, so that its sender gets to read the answer and does
    /// not find the connection reset.
    private static final long MOST_DRAINED = 16L * 1024 * 1024;

    private JsonBody() {}

    static byte[] read(ServerRequest request, int mostBytes) {
        requireJson(request);
        requireLength(request, mostBytes);
        // Not closed: that would read on to the end of a body that was refused.
        var body = request.content().inputStream();
        try {
            byte[] document = body.readNBytes(mostBytes + 1);
            if (document.length <= mostBytes) {
                return document;
            }
            drain(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw tooLarge(mostBytes);
    }

    static InputStream stream(ServerRequest request, long mostBytes) {
        requireJson(request);
        requireLength(request, mostBytes);
        return new Bounded(request.content().inputStream(), mostBytes);
    }

    /// Who says that too much will come is told before it comes; the server then drops what does.
    private static void requireLength(ServerRequest request, long mostBytes) {
        if (request.headers().contentLength().orElse(0) > mostBytes) {
            throw tooLarge(mostBytes);
        }
    }

    private static HttpProblem tooLarge(long mostBytes) {
        return new HttpProblem(
                Problem.of(Status.REQUEST_ENTITY_TOO_LARGE_413, "The body must be at most " + mostBytes + " bytes."));
    }

    private static final class Bounded extends FilterInputStream {
        private final long mostBytes;
        private long left;

        Bounded(InputStream body, long mostBytes) {
            super(body);
            this.mostBytes = mostBytes;
            left = mostBytes;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            count(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(read, 0));
            return read;
        }

        private void count(int read) {
            left -= read;
            if (left < 0) {
                throw tooLarge(mostBytes);
            }
        }
    }

    private static void requireJson(ServerRequest request) {
        // More than one line makes a list, and a list is no media type.
        String contentType = request.headers().contains(HeaderNames.CONTENT_TYPE)
                ? request.headers().get(HeaderNames.CONTENT_TYPE).values()
                : "";
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        boolean json = parts[0].strip().equals("application/json");
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            json &= !parameter.startsWith("charset=")
                    || parameter
                            .substring("charset=".length())
                            .replace("\"", "")
                            .equals("utf-8");
        }
        if (!json) {
            throw new HttpProblem(Problem.of(
                    Status.UNSUPPORTED_MEDIA_TYPE_415, "The body must be sent as application/json, in UTF-8."));
        }
    }

    private static void drain(InputStream body) throws IOException {
        long left = MOST_DRAINED;
        var sink = new byte[8_192];
        for (int read = body.read(sink); read > 0 && left > 0; read = body.read(sink)) {
            left -= read;
        }
    }
}
