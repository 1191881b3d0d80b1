package dev.flagstaff.sidecar;

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

/// Requests to one listener, as any HTTP client would send them. Thread-safe.
///
/// @param url the beginning of every request's URL
record HttpConversation(String url) {
    /// Only so that a test that hangs fails: no answer is expected to take anything like it.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    HttpResponse<String> get(String path) {
        return send("GET", path);
    }

    HttpResponse<String> get(String path, String header, String value) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).header(header, value));
    }

    /// A request without a body.
    HttpResponse<String> send(String method, String path) {
        return send(HttpRequest.newBuilder(URI.create(url + path)).method(method, BodyPublishers.noBody()));
    }

    private static HttpResponse<String> send(HttpRequest.Builder builder) {
        var request = builder.timeout(PATIENCE).build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
