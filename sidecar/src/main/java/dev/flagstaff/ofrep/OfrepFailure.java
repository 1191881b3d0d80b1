package dev.flagstaff.ofrep;

import io.helidon.http.Status;
import java.io.ByteArrayOutputStream;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// An evaluation that failed, as OFREP tells it. Thrown to be answered with, so it carries no stack trace.
final class OfrepFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    /// The error codes of [OpenFeature](https://openfeature.dev/specification/types#error-code) that there is
    /// a use for.
    enum Code {
        PARSE_ERROR,
        TARGETING_KEY_MISSING,
        INVALID_CONTEXT,
        FLAG_NOT_FOUND,
        /// Whatever is no matter of evaluation; the status says more.
        GENERAL
    }

    private final Code code;
    private final String details;

    /// @param details one sentence for a person
    OfrepFailure(Code code, String details) {
        super(details, null, false, false);
        this.code = code;
        this.details = details;
    }

    Code code() {
        return code;
    }

    Status status() {
        return switch (code) {
            case PARSE_ERROR, TARGETING_KEY_MISSING, INVALID_CONTEXT -> Status.BAD_REQUEST_400;
            case FLAG_NOT_FOUND -> Status.NOT_FOUND_404;
            case GENERAL -> Status.INTERNAL_SERVER_ERROR_500;
        };
    }

    byte[] toJson(String flagKey) {
        return toJson(flagKey, code, details);
    }

    /// Every field, always: there are clients that fail over a missing one.
    static byte[] toJson(String flagKey, Code code, String details) {
        var bytes = new ByteArrayOutputStream(256);
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("key", flagKey);
            json.writeStringProperty("errorCode", code.name());
            json.writeStringProperty("errorDetails", details);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
