package dev.flagstaff.http;

import dev.flagstaff.flag.Identifier;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// One request and its answer, as a handler sees them. Used by the request's thread.
public final class Exchange {
    private static final Header JSON = HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");
    private static final Header PROBLEM =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");
    private static final HeaderName REVISION = HeaderNames.create("Flagstaff-Revision");

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

    /// The JSON document that the request carries.
    ///
    /// @param mostBytes how large it may be
    /// @throws HttpProblem 415 when it is not said to be JSON, 413 when it is larger
    public byte[] jsonBody(int mostBytes) {
        return JsonBody.read(request, mostBytes);
    }

    /// Says that the answer shows the store as of this revision.
    public Exchange revision(long revision) {
        response.header(REVISION, Long.toString(revision));
        return this;
    }

    /// Answers 200 with a JSON document.
    public void send(byte[] json) {
        response.header(JSON);
        sendEntity(json);
    }

    /// Answers 204, with nothing.
    public void sendNothing() {
        response.status(Status.NO_CONTENT_204);
        response.headers().remove(HeaderNames.CONTENT_LENGTH);
        response.send();
    }

    /// Answers with a document of another kind.
    void send(Status status, String contentType, byte[] body) {
        response.status(status);
        response.header(HeaderNames.CONTENT_TYPE, contentType);
        sendEntity(body);
    }

    static void send(ServerRequest request, ServerResponse response, Problem problem) {
        var exchange = new Exchange(request, response, "");
        response.status(problem.status());
        response.header(PROBLEM);
        problem.headers().forEach(response::header);
        exchange.sendEntity(problem.toJson());
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
