package dev.flagstaff.testing;

import com.networknt.schema.Schema;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/// The OpenFeature Remote Evaluation Protocol as its authors describe it. Thread-safe.
///
/// Of the evaluation that succeeds they say `oneOf`, which no integer can be, for it is a number as well; it is
/// read as `anyOf`.
public final class OfrepProtocol {
    private static final ApiDocument DOCUMENT = read();
    private static final Schema FAILURE = DOCUMENT.schema(DOCUMENT.at("/components/schemas/evaluationFailure"));
    private static final Schema EVENT = DOCUMENT.schema(DOCUMENT.at(eventSchema()));
    private static final Schema EVENT_DATA = DOCUMENT.schema(DOCUMENT.at("/components/schemas/sseEventData"));

    private OfrepProtocol() {}

    private static ApiDocument read() {
        var document = ApiDocument.read("/ofrep/openapi.yaml");
        var success = document.at("/components/schemas/evaluationSuccess/allOf/1");
        success.set("anyOf", success.remove("oneOf"));
        return document;
    }

    /// Where the schema of an event is in the other document.
    private static String eventSchema() {
        return ApiDocument.read("/ofrep/event-streams.yaml")
                .at(
                        "/components/pathItems/eventStreamConnection/get/responses/200/content/text~1event-stream/itemSchema")
                .required("$ref")
                .asString()
                .replace("openapi.yaml#", "");
    }

    /// Asserts that the body of an answer is what the protocol wants. For a status that it does not know, that is a
    /// failed evaluation.
    static void check(HttpRequest request, HttpResponse<String> answer, String what) {
        var template = DOCUMENT.template(request.uri().getRawPath(), item -> true);
        if (template.isEmpty() || !request.method().equals("POST") || answer.statusCode() == 304) {
            return;
        }
        var schema = DOCUMENT.response(template.get(), "POST", answer.statusCode())
                .map(rule -> rule.content().get("application/json"))
                .orElse(FAILURE);
        ResponseRule.assertValid(
                what + ", as OFREP wants it: " + answer.body(), schema, ApiDocument.json(answer.body()));
    }

    /// Asserts that a server-sent event is one of the protocol's.
    public static void checkEvent(String id, String data) {
        ResponseRule.assertValid("event " + id, EVENT, ApiDocument.object("id", id, "data", data));
        ResponseRule.assertValid("data of event " + id + ": " + data, EVENT_DATA, ApiDocument.json(data));
    }
}
