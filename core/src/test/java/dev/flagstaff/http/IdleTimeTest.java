package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.RawConnection;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.DateTime;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The server closes connections that were idle for long, and knows nothing of the requests that it was not given.
@Timeout(60)
class IdleTimeTest {
    private static final String REQUEST = "GET /api/flags/f HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @Test
    void aConnectionOfPlainRequestsIsIdleSinceTheLastOfThem() {
        var router = Served.router();
        var routes = new PlainAnswers.Routes(router, failure -> {
            throw new AssertionError(failure);
        });
        var connections = GuardedConnections.watched("test", Served.LIMITS, routes);
        var watched = new Watched(connections, new CompletableFuture<>());
        var server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .shutdownHook(false)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(watched)
                .addRouting(HttpRouting.builder().any(router))
                .build()
                .start();
        try (connections;
                var client = RawConnection.to(server.port())) {
            long lastButOne;
            long last = System.nanoTime();
            assertThat(client.say(REQUEST).answer()).endsWith("\"f\"");
            // The server's own clock has a hand for seconds alone.
            var begun = DateTime.timestamp();
            do {
                lastButOne = last;
                last = System.nanoTime();
                client.say(REQUEST).answer();
            } while (!DateTime.timestamp().isAfter(begun));
            // That one was answered before the last was read.
            var idle = watched.first().join().idleTime();
            assertThat(idle).isLessThanOrEqualTo(Duration.ofNanos(System.nanoTime() - lastButOne));
        } finally {
            server.stop();
        }
    }

    /// Keeps the first connection that was made.
    private record Watched(ServerConnectionSelector selector, CompletableFuture<ServerConnection> first)
            implements ServerConnectionSelector {
        @Override
        public ServerConnection connection(ConnectionContext context) {
            var connection = selector.connection(context);
            first.complete(connection);
            return connection;
        }

        @Override
        public int bytesToIdentifyConnection() {
            return selector.bytesToIdentifyConnection();
        }

        @Override
        public Support supports(BufferData data) {
            return selector.supports(data);
        }

        @Override
        public Set<String> supportedApplicationProtocols() {
            return selector.supportedApplicationProtocols();
        }
    }
}
