package dev.flagstaff.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// Requests to one listener, as any HTTP client would send them, each of whose answers must be as the listener's API is
/// described. Headers are given each name before its value. Thread-safe.
///
/// @param url the beginning of every request's URL
/// @param api what is served there
public record HttpConversation(String url, DescribedApi api) {
    /// Only so that a test that hangs fails: no answer is expected to take anything like it.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// A `GET`.
    public HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    /// A `PUT` of a JSON document.
    public HttpResponse<String> put(String path, String json) {
        return sendBody("PUT", path, "application/json", json);
    }

    /// A `POST` of a JSON document.
    public HttpResponse<String> post(String path, String json, String... headers) {
        return post(path, json.getBytes(StandardCharsets.UTF_8), "application/json", headers);
    }

    /// A `POST`.
    ///
    /// @param contentType empty for none
    public HttpResponse<String> post(String path, byte[] body, String contentType, String... headers) {
        var request = with(headers, request(path)).POST(BodyPublishers.ofByteArray(body));
        return send(contentType.isEmpty() ? request : request.header("Content-Type", contentType));
    }

    /// A request without a body.
    public HttpResponse<String> send(String method, String path, String... headers) {
        return send(with(headers, request(path)).method(method, BodyPublishers.noBody()));
    }

    /// A request with a body.
    public HttpResponse<String> sendBody(String method, String path, String contentType, String body) {
        return send(request(path).header("Content-Type", contentType).method(method, BodyPublishers.ofString(body)));
    }

    /// A request of any kind.
    public HttpResponse<String> send(HttpRequest.Builder builder) {
        return send(CLIENT, builder);
    }

    /// A request of any kind, by another client.
    public HttpResponse<String> send(HttpClient client, HttpRequest.Builder builder) {
        var request = builder.build();
        try {
            var answer = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            api.check(request, answer);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// The beginning of a request.
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE);
    }

    private static HttpRequest.Builder with(String[] headers, HttpRequest.Builder request) {
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }
}
