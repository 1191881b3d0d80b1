package dev.flagstaff.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// One listener as its `openapi.yaml` describes it, so that answers cannot be otherwise than what it says: neither a
/// status, nor a header, nor a member of a body more or less. Thread-safe.
public final class DescribedApi {
    private static final Map<String, ApiDocument> DOCUMENTS = new ConcurrentHashMap<>();
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "options");

    private final ApiDocument document;
    private final boolean management;

    private DescribedApi(String resource, boolean management) {
        document = DOCUMENTS.computeIfAbsent(resource, ApiDocument::read);
        this.management = management;
    }

    /// What an application serves at its API.
    ///
    /// @param application whose package the document lies in
    public static DescribedApi of(String application) {
        return new DescribedApi("/dev/flagstaff/" + application + "/openapi.yaml", false);
    }

    /// What an application serves for health and metrics: paths that have servers of their own.
    ///
    /// @param application whose package the document lies in
    public static DescribedApi managementOf(String application) {
        return new DescribedApi("/dev/flagstaff/" + application + "/openapi.yaml", true);
    }

    /// Asserts that an answer is one that is described.
    void check(HttpRequest request, HttpResponse<String> answer) {
        String what = request.method() + " " + request.uri().getRawPath() + " answered with " + answer.statusCode();
        boolean hasBody = !request.method().equals("HEAD");
        rule(request, answer.statusCode(), allowed(answer), what).check(what, answer.headers(), answer.body(), hasBody);
        if (hasBody && contentType(answer).equals("application/problem+json")) {
            assertThat(ApiDocument.json(answer.body()).path("status").asInt())
                    .as("%s: the status that the problem tells", what)
                    .isEqualTo(answer.statusCode());
        }
        if (isOfrep(request)) {
            OfrepProtocol.check(request, answer, what);
        }
    }

    private ResponseRule rule(HttpRequest request, int status, Set<String> allowed, String what) {
        var template = document.template(request.uri().getRawPath(), item -> item.has("servers") == management);
        if (template.isEmpty()) {
            assertThat(status).as("%s: the path is not described", what).isEqualTo(404);
            return document.component(isOfrep(request) ? "OfrepNotFound" : "NotFound");
        }
        String method = request.method().equals("HEAD") ? "GET" : request.method();
        var methods = methods(document.pathItem(template.get()));
        if (!methods.contains(method)) {
            assertThat(status).as("%s: the method is not described", what).isEqualTo(405);
            methods.remove("OPTIONS"); // which is allowed by a setting
            assertThat(allowed).as("%s: the methods that are allowed", what).isEqualTo(methods);
            return document.component(isOfrep(request) ? "OfrepMethodNotAllowed" : "MethodNotAllowed");
        }
        var rule = document.response(template.get(), method, status);
        assertThat(rule).as("%s: what %s says of it", what, template.get()).isPresent();
        return rule.orElseThrow();
    }

    private static Set<String> allowed(HttpResponse<String> answer) {
        String allow = answer.headers().firstValue("allow").orElse("");
        return Arrays.stream(allow.split(", ", -1))
                .filter(method -> !method.equals("HEAD") && !method.equals("OPTIONS"))
                .collect(Collectors.toSet());
    }

    private static Set<String> methods(JsonNode pathItem) {
        return pathItem.propertyStream()
                .map(Map.Entry::getKey)
                .filter(METHODS::contains)
                .map(method -> method.toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String contentType(HttpResponse<String> answer) {
        return answer.headers().firstValue("content-type").orElse("");
    }

    private static boolean isOfrep(HttpRequest request) {
        return request.uri().getRawPath().startsWith("/ofrep/");
    }
}
