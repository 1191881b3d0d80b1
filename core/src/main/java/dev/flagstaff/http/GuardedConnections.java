package dev.flagstaff.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The HTTP/1.1 connections of one listener, each with a [GuardedConnection] around it, and the thread that looks
/// after them. Thread-safe.
final class GuardedConnections implements ServerConnectionSelector, AutoCloseable {
    private static final HeaderName NAMELESS = HeaderNames.create("");
    private static final Duration PERIOD = Duration.ofMillis(250);

    private final HttpLimits limits;
    private final PlainAnswers.@Nullable Routes plain;
    private final ServerConnectionSelector http1;
    private final BodyBudget budget = BodyBudget.ofThisProcess();
    /// Of plain requests.
    private final AtomicLong turns = new AtomicLong();
    private final Set<GuardedConnection> open = ConcurrentHashMap.newKeySet();
    private final Thread watch;

    private GuardedConnections(String name, HttpLimits limits, PlainAnswers.@Nullable Routes plain) {
        this.limits = limits;
        this.plain = plain;
        http1 = Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxPrologueLength(limits.uriBytes())
                        .maxHeadersSize(limits.headerBytes())
                        // Router and EvaluationQuery take the target as it was sent, and say what is wrong with it.
                        .validatePath(false)
                        .validatePrologue(false)
                        .sendKeepAliveHeader(false)
                        .addReceiveListener(new Requests())
                        .addSendListener(new Answers())
                        .build())
                .build();
        watch = Thread.ofVirtual().name("watch over the " + name).unstarted(this::watch);
    }

    /// @param plain answers plain requests; null where the server answers all
    static GuardedConnections watched(String name, HttpLimits limits, PlainAnswers.@Nullable Routes plain) {
        var connections = new GuardedConnections(name, limits, plain);
        connections.watch.start();
        return connections;
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(PERIOD);
                long now = System.nanoTime();
                open.forEach(connection -> connection.check(now));
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        var connection = new GuardedConnection(context, http1, limits, budget, plain, turns, open::remove);
        open.add(connection);
        return connection;
    }

    @Override
    public int bytesToIdentifyConnection() {
        return http1.bytesToIdentifyConnection();
    }

    @Override
    public Support supports(BufferData data) {
        return http1.supports(data);
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    private static final class Requests implements Http1ConnectionListener {
        @Override
        public void prologue(ConnectionContext context, HttpPrologue prologue) {
            if (((GuardedConnection) context).arrival().isOver()) {
                throw new CloseConnectionException("The request before was to be the last.");
            }
        }

        @Override
        public void headers(ConnectionContext context, Headers headers) {
            if (headers.contains(NAMELESS)) {
                throw RequestException.builder()
                        .type(EventType.BAD_REQUEST)
                        .message("A header has no name.")
                        .build();
            }
            var arrival = ((GuardedConnection) context).arrival();
            if (arrival.isOld() && headers instanceof WritableHeaders<?> writable) {
                writable.set(HeaderValues.CONNECTION_CLOSE);
            }
            arrival.headArrived(headers.containsToken(HeaderValues.CONNECTION_CLOSE));
        }
    }

    private static final class Answers implements Http1ConnectionListener {
        @Override
        public void status(ConnectionContext context, Status status) {
            ((GuardedConnection) context).status(status);
        }

        /// The server gives 204 a length, which [RFC 9110, section
        /// 8.6](https://www.rfc-editor.org/rfc/rfc9110#section-8.6) forbids, and 304 one that is not that of
        /// the answer that it stands for.
        @Override
        public void headers(ConnectionContext context, Headers headers) {
            var connection = (GuardedConnection) context;
            if (headers instanceof ServerResponseHeaders writable && hasNoContent(connection.status())) {
                writable.remove(HeaderNames.CONTENT_LENGTH);
            }
            connection.arrival().answered(headers.containsToken(HeaderValues.CONNECTION_CLOSE));
        }

        private static boolean hasNoContent(Status status) {
            return status.code() == Status.NO_CONTENT_204.code() || status.code() == Status.NOT_MODIFIED_304.code();
        }
    }
}
