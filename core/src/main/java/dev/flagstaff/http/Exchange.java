package dev.flagstaff.http;

import dev.flagstaff.flag.Fault;
import dev.flagstaff.flag.Identifier;
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
import java.io.OutputStream;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One request and its answer, as a handler sees them. Used by the request's thread.
public final class Exchange {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final HeaderName REVISION = HeaderNames.create("Flagstaff-Revision");
    private static final HeaderName MIN_REVISION = HeaderNames.create("Flagstaff-Min-Revision");
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,17}");

    private final ServerRequest request;
    private final ServerResponse response;
    private final String flagKey;

    Exchange(ServerRequest request, ServerResponse response, String flagKey) {
        this.request = request;
        this.response = response;
        this.flagKey = flagKey;
    }

    /// The flag key in the path, decoded, whether or not a flag could have it; empty where the route has none.
    public String flagKey() {
        return flagKey;
    }

    /// The flag key in the path.
    ///
    /// @throws HttpProblem 404, when no flag could have it
    public String existingFlagKey() {
        if (!Identifier.isValid(flagKey)) {
            throw new HttpProblem(Problem.noSuchFlag());
        }
        return flagKey;
    }

    /// The query as it stands in the request target, without the question mark.
    String rawQuery() {
        return request.prologue().query().rawValue();
    }

    /// A header of the request; empty where it is missing.
    public String header(HeaderName name) {
        return request.headers().contains(name) ? request.headers().get(name).get() : "";
    }

    /// A header of the request that is a list, all its lines joined by commas; empty where it is missing.
    public String headerList(HeaderName name) {
        return request.headers().contains(name)
                ? String.join(",", request.headers().get(name).allValues())
                : "";
    }

    /// The JSON document that the request carries.
    ///
    /// @param mostBytes how large it may be
    /// @throws HttpProblem 415 when it is not said to be JSON, 413 when it is larger
    public byte[] jsonBody(int mostBytes) {
        return JsonBody.read(request, mostBytes);
    }

    /// The JSON document that the request carries, to be read piece by piece.
    ///
    /// @param mostBytes how large it may be; reading on then throws [HttpProblem] 413
    /// @throws HttpProblem 415 when it is not said to be JSON
    public InputStream jsonStream(long mostBytes) {
        return JsonBody.stream(request, mostBytes);
    }

    /// Adds a header to the answer.
    public Exchange answerHeader(HeaderName name, String value) {
        response.header(name, value);
        return this;
    }

    /// Says that the answer shows the store as of this revision.
    public Exchange revision(long revision) {
        response.header(REVISION, Long.toString(revision));
        return this;
    }

    /// The revision that the answer must at least be of, as the client asks; 0 where it does not.
    ///
    /// @throws HttpProblem 400, when what it asks for is no revision
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

    /// The entity tags that a conditional header names; null where it is missing.
    ///
    /// @throws HttpProblem 400, when it names none
    public @Nullable EntityTags entityTags(HeaderName header) {
        if (!request.headers().contains(header)) {
            return null;
        }
        return EntityTags.parse(request.headers().get(header).values())
                .orElseThrow(() -> new HttpProblem(Problem.invalid(List.of(new Fault.InParameter(
                        header.defaultCase(), "must be * or a list of entity tags, such as \"42\"")))));
    }

    /// Answers 200 with a definition and the entity tag that its revision is, or 304 to a client that has it.
    ///
    /// @param revision the definition's own; null where it has none, and then no tag
    public void sendDefinition(byte[] json, @Nullable Long revision) {
        if (revision == null) {
            send(json);
            return;
        }
        response.header(HeaderNames.ETAG, "\"" + revision + "\"");
        if (isRead() && isKnown(Long.toString(revision))) {
            sendNotModified();
        } else {
            send(json);
        }
    }

    /// What is no list of tags names none.
    private boolean isKnown(String opaque) {
        return request.headers().contains(HeaderNames.IF_NONE_MATCH)
                && EntityTags.parse(
                                request.headers().get(HeaderNames.IF_NONE_MATCH).values())
                        .filter(tags -> tags.matchesWeakly(opaque))
                        .isPresent();
    }

    private boolean isRead() {
        var method = request.prologue().method();
        return method.equals(Method.GET) || method.equals(Method.HEAD);
    }

    /// Answers 200 with a JSON document.
    public void send(byte[] json) {
        response.header(JSON);
        sendEntity(json);
    }

    /// Answers with a JSON document and this status.
    public void send(Status status, byte[] json) {
        response.status(status);
        send(json);
    }

    /// Answers 304, with nothing.
    public void sendNotModified() {
        response.status(Status.NOT_MODIFIED_304);
        response.send();
    }

    /// What writes an answer bit by bit.
    @FunctionalInterface
    public interface Body {
        /// Writes it. Each flush sends what there is.
        ///
        /// @throws IOException when the client is gone
        void writeTo(OutputStream answer) throws IOException;
    }

    /// Answers 200 with a body that is not known beforehand, and may take as long as it likes. It is written on
    /// this thread, which waits for a client that does not read; interrupting it cuts the connection.
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

    /// Answers 204, with nothing.
    public void sendNothing() {
        response.status(Status.NO_CONTENT_204);
        response.headers().remove(HeaderNames.CONTENT_LENGTH);
        response.send();
    }

    /// Answers with a document of another kind.
    public void send(Status status, String contentType, byte[] body) {
        response.status(status);
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        sendEntity(body);
    }

    static void send(ServerRequest request, ServerResponse response, Router router, Problem problem) {
        problem.headers().forEach(response::header);
        String path = request.prologue().uriPath().rawPath();
        new Exchange(request, response, "")
                .send(problem.status(), router.problemType(path), router.problemBody(problem, path));
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
