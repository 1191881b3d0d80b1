package dev.flagstaff.http;

import dev.flagstaff.testing.RawConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/// A listener on loopback with a few routes, for one test.
///
/// - `GET /api/flags/{flagKey}` answers the key
/// - `PUT /api/admin/flags/{flagKey}` answers how many bytes the body has, of at most 2 MiB
/// - `DELETE /api/admin/flags/{flagKey}` answers 204
record Served(Listener listener) implements AutoCloseable {
    static final HttpLimits LIMITS = new HttpLimits(16_384, 12_288, 2_097_152, 2_000, Duration.ofSeconds(10));
    static final int MOST_BODY_BYTES = 2 * 1024 * 1024;

    static Served within(HttpLimits limits) {
        return behind(Door.within(limits));
    }

    static Served behind(Door door) {
        return of(door, router());
    }

    static Served of(Door door, Router router) {
        return new Served(Listener.start("test", "127.0.0.1", 0, door, router, failure -> Optional.empty()));
    }

    static Router router() {
        return new Router()
                .get("/api/flags/{flagKey}", exchange -> exchange.send(json(exchange.flagKey())))
                .put(
                        "/api/admin/flags/{flagKey}",
                        exchange -> exchange.send(json(exchange.jsonBody(MOST_BODY_BYTES).length)))
                .delete("/api/admin/flags/{flagKey}", Exchange::sendNothing)
                // So that all that is sent here is looked at in both ways.
                .plain("/api/flags/{flagKey}");
    }

    private static byte[] json(Object text) {
        return ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
    }

    RawConnection connect() {
        return RawConnection.to(listener.port());
    }

    /// The answer to one request, or to what was to pass for one.
    String answerTo(String request) {
        try (var connection = connect()) {
            return connection.say(request).answer();
        }
    }

    @Override
    public void close() {
        listener.close();
    }
}
