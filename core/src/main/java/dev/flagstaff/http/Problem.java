package dev.flagstaff.http;

import dev.flagstaff.flag.Fault;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Why a request is not answered, as [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457) says it. Immutable.
///
/// @param status the HTTP status; its reason phrase is the title
/// @param detail one sentence for a person
/// @param errors for invalid input every fault of it, else empty
/// @param revision the current one, where the client asked for another; null elsewhere
/// @param headers what the answer carries besides
public record Problem(
        Status status,
        String detail,
        List<Fault> errors,
        @Nullable Long revision,
        Map<HeaderName, String> headers) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// Copies the lists.
    public Problem {
        errors = List.copyOf(errors);
        headers = Map.copyOf(headers);
    }

    /// A problem with headers of its own.
    public Problem(Status status, String detail, Map<HeaderName, String> headers) {
        this(status, detail, List.of(), null, headers);
    }

    /// A problem that is told by its status and a sentence.
    public static Problem of(Status status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    /// 400: the input has these faults.
    public static Problem invalid(List<Fault> faults) {
        String detail = faults.size() == 1 ? "The request has one fault." : "The request has several faults.";
        return new Problem(Status.BAD_REQUEST_400, detail, faults, null, Map.of());
    }

    /// 404: there is no such flag.
    public static Problem noSuchFlag() {
        return of(Status.NOT_FOUND_404, "There is no such flag.");
    }

    /// 405: the resource is there, but not for this method.
    static Problem methodNotAllowed(String allowed) {
        String detail = "This resource allows " + allowed + ".";
        return new Problem(Status.METHOD_NOT_ALLOWED_405, detail, Map.of(HeaderNames.ALLOW, allowed));
    }

    /// 412: what was to hold did not.
    ///
    /// @param revision the current one
    public static Problem preconditionFailed(long revision) {
        String detail = "The flag is not as the request's precondition wants it.";
        return new Problem(Status.PRECONDITION_FAILED_412, detail, List.of(), revision, Map.of());
    }

    /// 503: not now, but soon.
    public static Problem unavailable(String detail) {
        String seconds = Long.toString(RETRY_AFTER.toSeconds());
        return new Problem(Status.SERVICE_UNAVAILABLE_503, detail, Map.of(HeaderNames.RETRY_AFTER, seconds));
    }

    /// 503: what the client wants to see is not here yet.
    public static Problem tooOld(long revision, long minRevision) {
        return unavailable("Revision " + minRevision + " is not here yet; this is revision " + revision + ".");
    }

    byte[] toJson() {
        var bytes = new ByteArrayOutputStream(256);
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("type", "about:blank");
            json.writeStringProperty("title", status.reasonPhrase());
            json.writeNumberProperty("status", status.code());
            json.writeStringProperty("detail", detail);
            if (revision != null) {
                json.writeNumberProperty("revision", revision);
            }
            if (!errors.isEmpty()) {
                json.writeArrayPropertyStart("errors");
                for (var fault : errors) {
                    json.writeStartObject();
                    switch (fault) {
                        case Fault.InDocument inDocument -> json.writeStringProperty("pointer", inDocument.pointer());
                        case Fault.InParameter inParameter ->
                            json.writeStringProperty("parameter", inParameter.parameter());
                    }
                    json.writeStringProperty("detail", fault.detail());
                    json.writeEndObject();
                }
                json.writeEndArray();
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
