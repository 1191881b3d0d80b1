package dev.flagstaff.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// A description in the form of [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1.html). Thread-safe.
final class ApiDocument {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    // What flags hold is up to those who write them.
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]+}");

    private final JsonNode root;
    private final Map<String, ResponseRule> rules = new ConcurrentHashMap<>();

    private ApiDocument(JsonNode root) {
        this.root = root;
    }

    /// The document in a file of the class path.
    static ApiDocument read(String resource) {
        try (var in = ApiDocument.class.getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            return new ApiDocument(new YAMLMapper().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    static JsonNode object(String name, String value, String otherName, String otherValue) {
        return JSON.createObjectNode().put(name, value).put(otherName, otherValue);
    }

    /// What is at a place in the document, to be changed before anything is asked of it.
    ObjectNode at(String pointer) {
        return (ObjectNode) root.requiredAt(pointer);
    }

    /// The template that a path, as it was sent, comes under: the one with the fewest variables.
    ///
    /// @param where which paths come into question
    Optional<String> template(String path, Predicate<JsonNode> where) {
        return root.path("paths")
                .propertyStream()
                .filter(one -> where.test(one.getValue()))
                .map(Map.Entry::getKey)
                .filter(template -> matches(template, path))
                .min(Comparator.comparingLong(
                        template -> VARIABLE.matcher(template).results().count()));
    }

    private static boolean matches(String template, String path) {
        String[] wanted = template.split("/", -1);
        String[] sent = path.split("/", -1);
        boolean matches = wanted.length == sent.length;
        for (int i = 0; matches && i < wanted.length; i++) {
            matches = VARIABLE.matcher(wanted[i]).matches() || wanted[i].equals(sent[i]);
        }
        return matches;
    }

    JsonNode pathItem(String template) {
        return root.path("paths").path(template);
    }

    /// What is said of an answer; empty where nothing is.
    Optional<ResponseRule> response(String template, String method, int status) {
        var response = pathItem(template)
                .path(method.toLowerCase(Locale.ROOT))
                .path("responses")
                .path(Integer.toString(status));
        return response.isMissingNode()
                ? Optional.empty()
                : Optional.of(rules.computeIfAbsent(method + status + template, key -> rule(response)));
    }

    /// What is said of an answer that is described for all paths together.
    ResponseRule component(String name) {
        var response = root.path("components").path("responses").required(name);
        return rules.computeIfAbsent(name, key -> rule(response));
    }

    private ResponseRule rule(JsonNode reference) {
        var response = resolved(reference);
        var headers = new LinkedHashMap<String, ResponseRule.HeaderRule>();
        response.path("headers").propertyStream().forEach(one -> {
            var header = resolved(one.getValue());
            headers.put(
                    one.getKey().toLowerCase(Locale.ROOT),
                    new ResponseRule.HeaderRule(
                            header.path("required").asBoolean(false), schema(header.required("schema"))));
        });
        var content = new LinkedHashMap<String, Schema>();
        response.path("content")
                .propertyStream()
                .forEach(one -> content.put(one.getKey(), schema(one.getValue().required("schema"))));
        return new ResponseRule(headers, content);
    }

    private JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").asString("");
        return reference.isEmpty() ? node : root.requiredAt(reference.substring(1));
    }

    /// A schema of the document; what it refers to is found in the components.
    Schema schema(JsonNode node) {
        var whole = JSON.createObjectNode();
        whole.putArray("allOf").add(node);
        whole.set("components", root.path("components"));
        return SCHEMAS.getSchema(whole);
    }
}
