package dev.flagstaff.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/// Reads chunked bodies as strictly as the server reads everything else. By itself it would buffer a chunk of any
/// size and a size of any length, and take any two bytes for the end of a chunk, by which what follows could be
/// smuggled past a proxy that is stricter.
final class StrictReader extends DataReader {
    /// The largest chunk that is held at once. Clients send some kilobytes.
    static final int MOST_CHUNK_BYTES = 2 * 1024 * 1024;

    private static final int MOST_SIZE_DIGITS = 8;
    private static final Pattern SIZE = Pattern.compile("[0-9A-Fa-f]+");
    private static final int LINE_END = 2;

    private static final byte[] HTTP_1_0 = "HTTP/1.0".getBytes(StandardCharsets.US_ASCII);

    private final Arrival arrival;
    private boolean lastChunk;

    @SuppressWarnings("removal") // `create`, which is to replace it, cannot make a subclass
    StrictReader(Arrival arrival) {
        super(arrival);
        this.arrival = arrival;
    }

    /// A request of HTTP/1.0, which proxies and health checks still send, is to the server one of HTTP/1.1 that is the
    /// last on its connection: by itself it refuses the version.
    @Override
    public byte[] readBytes(int length) {
        byte[] bytes = super.readBytes(length);
        if (arrival.takesRequestLine() && endsWith(bytes, HTTP_1_0)) {
            bytes[bytes.length - 1] = '1';
            arrival.old();
        }
        return bytes;
    }

    private static boolean endsWith(byte[] bytes, byte[] end) {
        int from = bytes.length - end.length;
        return from >= 0 && Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
    }

    @Override
    public void pullData() {
        arrival.beginning(available() == 0);
        super.pullData();
    }

    /// The line of a chunk's size, or the empty one after the last chunk.
    @Override
    public String readLine() {
        String line = shortLine();
        if (!lastChunk) {
            checkSize(line);
            lastChunk = Long.parseLong(line, 16) == 0;
        } else if (line.isEmpty()) {
            lastChunk = false;
        } else {
            throw refusal(Status.BAD_REQUEST_400, "Trailers are not taken.");
        }
        return line;
    }

    private String shortLine() {
        try {
            int length = findNewLine(MOST_SIZE_DIGITS + 1);
            if (length <= MOST_SIZE_DIGITS) {
                String line = readAsciiString(length);
                skip(LINE_END);
                return line;
            }
        } catch (IncorrectNewLineException alone) {
            // Refused like any other that is no size.
        }
        throw refusal(Status.BAD_REQUEST_400, "The size of a chunk is malformed.");
    }

    private static void checkSize(String line) {
        if (!SIZE.matcher(line).matches()) {
            throw refusal(Status.BAD_REQUEST_400, "The size of a chunk is malformed.");
        }
        if (Long.parseLong(line, 16) > MOST_CHUNK_BYTES) {
            throw refusal(
                    Status.REQUEST_ENTITY_TOO_LARGE_413, "A chunk must be at most " + MOST_CHUNK_BYTES + " bytes.");
        }
    }

    @Override
    public BufferData readBuffer(int length) {
        var data = getBuffer(length);
        super.skip(length);
        return data;
    }

    /// Where the server skips two bytes, they are the end of a line.
    @Override
    public void skip(int count) {
        if (count == LINE_END && !startsWithNewLine()) {
            throw refusal(Status.BAD_REQUEST_400, "A line must end with CR LF.");
        }
        super.skip(count);
    }

    private static RequestException refusal(Status status, String message) {
        return RequestException.builder()
                .type(EventType.BAD_REQUEST)
                .status(status)
                .setKeepAlive(false)
                .message(message)
                .build();
    }
}
