package dev.flagstaff.http;

import dev.flagstaff.flag.Fault;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A request that the server has read, and its answer.
final class ServerExchange extends Exchange {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final HeaderName REVISION = HeaderNames.create("Flagstaff-Revision");
    private static final HeaderName MIN_REVISION = HeaderNames.create("Flagstaff-Min-Revision");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final ServerRequest request;
    private final ServerResponse response;

    ServerExchange(ServerRequest request, ServerResponse response, String flagKey) {
        super(flagKey);
        this.request = request;
        this.response = response;
    }

    @Override
    String rawQuery() {
        return request.prologue().query().rawValue();
    }

    @Override
    public String header(HeaderName name) {
        return request.headers().contains(name) ? request.headers().get(name).get() : "";
    }

    @Override
    public String headerList(HeaderName name) {
        return request.headers().contains(name)
                ? String.join(",", request.headers().get(name).allValues())
                : "";
    }

    @Override
    public byte[] jsonBody(int mostBytes) {
        return JsonBody.read(request, mostBytes);
    }

    @Override
    public InputStream jsonStream(long mostBytes) {
        return JsonBody.stream(request, mostBytes);
    }

    @Override
    public Exchange answerHeader(HeaderName name, String value) {
        response.header(name, value);
        return this;
    }

    @Override
    public Exchange revision(long revision) {
        response.header(REVISION, Long.toString(revision));
        return this;
    }

    @Override
    public long minRevision() {
        if (!request.headers().contains(MIN_REVISION)) {
            return 0;
        }
        String text = request.headers().get(MIN_REVISION).values();
        if (!NUMBER.matcher(text).matches()) {
            var fault = new Fault.InParameter(MIN_REVISION.defaultCase(), "must be a revision, such as 42");
            throw new HttpProblem(Problem.invalid(List.of(fault)));
        }
        return Long.parseLong(text);
    }

    @Override
    public @Nullable EntityTags entityTags(HeaderName header) {
        if (!request.headers().contains(header)) {
            return null;
        }
        return EntityTags.parse(request.headers().get(header).values())
                .orElseThrow(() -> new HttpProblem(Problem.invalid(List.of(new Fault.InParameter(
                        header.defaultCase(), "must be * or a list of entity tags, such as \"42\"")))));
    }

    @Override
    boolean isRead() {
        var method = request.prologue().method();
        return method.equals(Method.GET) || method.equals(Method.HEAD);
    }

    @Override
    public void send(byte[] json) {
        response.header(JSON);
        sendEntity(json);
    }

    @Override
    public void send(LongAnswer json) {
        send(json.toArray());
    }

    @Override
    public void send(Status status, byte[] json) {
        response.status(status);
        send(json);
    }

    @Override
    public void sendNotModified() {
        response.status(Status.NOT_MODIFIED_304);
        response.send();
    }

    @Override
    public void stream(String contentType, Body body) {
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        if (request.prologue().method().equals(Method.HEAD)) {
            response.send();
            return;
        }
        try (var answer = response.outputStream()) {
            body.writeTo(answer);
        } catch (IOException gone) {
            throw new CloseConnectionException("the client of a stream is gone", gone);
        }
    }

    @Override
    public void sendNothing() {
        response.status(Status.NO_CONTENT_204);
        response.headers().remove(HeaderNames.CONTENT_LENGTH);
        response.send();
    }

    @Override
    public void send(Status status, String contentType, byte[] body) {
        response.status(status);
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        sendEntity(body);
    }

    /// `HEAD` is answered as `GET` is, but for the body.
    private void sendEntity(byte[] entity) {
        if (request.prologue().method().equals(Method.HEAD)) {
            response.headers().contentLength(entity.length);
            response.send();
        } else {
            response.send(entity);
        }
    }
}
