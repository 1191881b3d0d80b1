package dev.flagstaff.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.helidon.http.DateTime;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// A plain request and its answer, which is the very one that the server would give. What a plain request cannot ask
/// for, or what only the server answers, ends it with [NotPlainException], before anything is sent.
final class PlainExchange extends Exchange {
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\nDate: ");
    private static final byte[] VERSION = ascii("HTTP/1.1 ");
    private static final byte[] DATE = ascii("\r\nDate: ");
    private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
    private static final byte[] CONTENT_TYPE = ascii("\r\nContent-Type: ");
    private static final byte[] JSON = ascii("application/json");
    private static final byte[] ETAG = ascii("ETag: ");
    private static final byte[] RETRY_AFTER = ascii("Retry-After: ");
    private static final byte[] REVISION = ascii("Flagstaff-Revision: ");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final long NONE = -1;

    private final PlainRequest request;
    private final PlainWriter out;
    private String entityTag = "";
    private String retryAfter = "";
    private long revision = NONE;

    PlainExchange(PlainRequest request, PlainWriter out, String flagKey) {
        super(flagKey);
        this.request = request;
        this.out = out;
    }

    /// Thrown where the server must answer. It carries no stack trace.
    static final class NotPlainException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotPlainException() {
            super("for the server to answer", null, false, false);
        }
    }

    /// Whether the answer has left, or a part of it.
    boolean hasSent() {
        return out.hasSent();
    }

    @Override
    String rawQuery() {
        return request.query();
    }

    @Override
    public byte[] jsonBody(int mostBytes) {
        byte[] body = request.body();
        if (body.length > mostBytes) {
            throw new NotPlainException();
        }
        return body;
    }

    /// A plain request has none.
    @Override
    public long minRevision() {
        return 0;
    }

    @Override
    public String header(HeaderName name) {
        if (name.equals(HeaderNames.ORIGIN)) {
            return "";
        }
        throw new NotPlainException();
    }

    @Override
    public String headerList(HeaderName name) {
        if (name.equals(HeaderNames.IF_NONE_MATCH)) {
            return request.ifNoneMatch();
        }
        if (name.equals(HeaderNames.AUTHORIZATION)) {
            return request.authorization();
        }
        throw new NotPlainException();
    }

    @Override
    public Exchange answerHeader(HeaderName name, String value) {
        if (name.equals(HeaderNames.ETAG)) {
            entityTag = value;
        } else if (name.equals(HeaderNames.RETRY_AFTER)) {
            retryAfter = value;
        } else {
            throw new NotPlainException();
        }
        return this;
    }

    @Override
    public Exchange revision(long revision) {
        this.revision = revision;
        return this;
    }

    @Override
    public void send(byte[] json) {
        send(Status.OK_200, json);
    }

    @Override
    public void send(LongAnswer json) {
        putStatus(Status.OK_200);
        putEntityHeaders(JSON, json.length());
        putHeaders();
        out.send(json);
    }

    @Override
    public void send(Status status, byte[] json) {
        putStatus(status);
        putEntityHeaders(JSON, json.length);
        putHeaders();
        out.send(json);
    }

    @Override
    public void send(Status status, String contentType, byte[] body) {
        putStatus(status);
        putEntityHeaders(ascii(contentType), body.length);
        putHeaders();
        out.send(body);
    }

    @Override
    public void sendNotModified() {
        putStatus(Status.NOT_MODIFIED_304);
        putHeaders();
        out.send();
    }

    private void putStatus(Status status) {
        if (status.code() == Status.OK_200.code()) {
            out.piece().put(OK);
        } else {
            out.piece()
                    .put(VERSION)
                    .put(ascii(status.code() + " " + status.reasonPhrase()))
                    .put(DATE);
        }
        out.piece().put(DateTime.http1Bytes());
    }

    private void putEntityHeaders(byte[] contentType, int length) {
        out.piece().put(CONTENT_LENGTH).put(length);
        out.piece().put(CONTENT_TYPE).put(contentType).put(LINE_END);
    }

    private void putHeaders() {
        if (!entityTag.isEmpty()) {
            out.piece().put(ETAG).put(ascii(entityTag)).put(LINE_END);
        }
        if (!retryAfter.isEmpty()) {
            out.piece().put(RETRY_AFTER).put(ascii(retryAfter)).put(LINE_END);
        }
        if (revision != NONE) {
            out.piece().put(REVISION).put(revision).put(LINE_END);
        }
        out.piece().put(LINE_END);
    }

    @Override
    public InputStream jsonStream(long mostBytes) {
        throw new NotPlainException();
    }

    @Override
    public @Nullable EntityTags entityTags(HeaderName header) {
        if (header.equals(HeaderNames.IF_MATCH) || headerList(header).isEmpty()) {
            return null;
        }
        throw new NotPlainException();
    }

    @Override
    boolean isRead() {
        return request.method().equals("GET");
    }

    @Override
    public void stream(String contentType, Body body) {
        throw new NotPlainException();
    }

    @Override
    public void sendNothing() {
        throw new NotPlainException();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
