package dev.flagstaff.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import java.net.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// What a description says of one answer. Immutable.
///
/// @param headers by name in lower case
/// @param content by content type, as it is sent; none where there is no body
record ResponseRule(Map<String, HeaderRule> headers, Map<String, Schema> content) {
    /// Of which descriptions do not speak.
    private static final Set<String> TRANSPORT =
            Set.of("date", "connection", "content-length", "content-type", "transfer-encoding");

    /// What a description says of a header.
    record HeaderRule(boolean required, Schema schema) {}

    /// Copies the maps.
    ResponseRule {
        headers = Map.copyOf(headers);
        content = Map.copyOf(content);
    }

    /// Asserts that an answer is as it must be.
    ///
    /// @param hasBody not where the request was a `HEAD`
    void check(String what, HttpHeaders answered, String body, boolean hasBody) {
        answered.map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!TRANSPORT.contains(lower)) {
                var rule = headers.get(lower);
                assertThat(headers)
                        .as("%s: the headers that are described", what)
                        .containsKey(lower);
                assertThat(values).as("%s: header %s", what, name).hasSize(1);
                if (rule != null) {
                    assertValid(what + ": header " + name, rule.schema(), StringNode.valueOf(values.getFirst()));
                }
            }
        });
        headers.forEach((name, rule) -> assertThat(
                        !rule.required() || answered.firstValue(name).isPresent())
                .as("%s: header %s is there", what, name)
                .isTrue());
        checkBody(what, answered, body, hasBody);
    }

    private void checkBody(String what, HttpHeaders answered, String body, boolean hasBody) {
        String type = answered.firstValue("content-type").orElse("");
        if (content.isEmpty()) {
            assertThat(type + body).as("%s: content type and body", what).isEmpty();
            return;
        }
        assertThat(content).as("%s: the content types that are described", what).containsKey(type);
        var schema = content.get(type);
        if (hasBody && schema != null) {
            assertValid(what + ": " + body, schema, isJson(type) ? ApiDocument.json(body) : StringNode.valueOf(body));
        } else {
            assertThat(body).as("%s: body", what).isEmpty();
        }
    }

    private static boolean isJson(String type) {
        return type.equals("application/json") || type.endsWith("+json");
    }

    static void assertValid(String what, Schema schema, JsonNode value) {
        var errors = schema.validate(value);
        assertThat(errors).as(what).isEmpty();
    }
}
