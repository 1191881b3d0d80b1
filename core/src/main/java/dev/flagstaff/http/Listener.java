package dev.flagstaff.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One listening address and what is served there. Thread-safe. Closing it lets requests in flight finish,
/// for a while.
public final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    /// The server's own words for faults to which it gives no status of their own.
    private static final String TOO_MANY_HEADERS = "Header size exceeded";

    private static final String ENCODED = "Content-Encoding header present when content encoding is disabled";

    private static final Status HEADERS_TOO_LARGE = Status.create(431, "Request Header Fields Too Large");

    /// What a connection takes of the heap, most of it buffers.
    private static final int CONNECTION_BYTES = 32 * 1024;

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);

    private final WebServer server;
    private final GuardedConnections connections;
    private final String scheme;
    private final String host;

    private Listener(WebServer server, GuardedConnections connections, String scheme, String host) {
        this.server = server;
        this.connections = connections;
        this.scheme = scheme;
        this.host = host;
    }

    /// Listens and serves.
    ///
    /// @param name what is served there, for messages
    /// @param port 0 for any that is free
    /// @param door what every request passes before it comes to the router
    /// @param failures turns what handlers throw, other than [HttpProblem], into a problem; empty for what is a bug
    /// @throws ListenFailureException when the address cannot be listened on
    public static Listener start(
            String name,
            String host,
            int port,
            Door door,
            Router router,
            Function<Throwable, Optional<Problem>> failures) {
        ServerParts.none();
        requireFree(name, host, port);
        var certificate = door.certificate();
        boolean plain = door.rules().stream().allMatch(RequestRule::admitsPlain);
        Function<Throwable, Problem> told = failure -> problem(failure, failures);
        var connections =
                GuardedConnections.watched(name, door.limits(), plain ? new PlainAnswers.Routes(router, told) : null);
        var builder = WebServer.builder()
                .host(host)
                .port(port)
                // Its plain sockets send 8 KiB at a time, and a bulk answer is many of these; of TLS the others have no
                // end to a handshake.
                .useNio(certificate != null)
                .shutdownHook(false)
                .shutdownGracePeriod(CLOSE_GRACE)
                .protocolsDiscoverServices(false)
                .addConnectionSelector(connections)
                .maxTcpConnections(mostConnections(
                        door.limits().connections(), Runtime.getRuntime().maxMemory()))
                .errorHandling(ErrorHandling.builder().includeEntity(true).build())
                // Answers leave in one piece each; the second event of a stream must not wait for the first's receipt.
                .connectionOptions(options -> options.tcpNoDelay(true))
                .directHandlers(beforeRouting(router))
                .addRouting(routing(door, router, told));
        if (certificate != null) {
            builder.tls(certificate.tls());
        }
        var server = builder.build();
        server.start();
        if (!server.isRunning()) {
            connections.close();
            // It has logged why; where it started as asked, nothing but a race for the port is left.
            throw new ListenFailureException("cannot listen on " + host + ":" + port + " for the " + name);
        }
        return new Listener(server, connections, certificate == null ? "http" : "https", host);
    }

    /// How many connections are held: at most the limit, and no more than a third of the heap has room for. A process
    /// has two listeners, and the heap of a small container ends long before the limit.
    static int mostConnections(int limit, long heapBytes) {
        return (int) Math.min(limit, connectionsWithin(heapBytes / 3));
    }

    /// How many connections so much of the heap has room for.
    public static long connectionsWithin(long heapBytes) {
        return heapBytes / CONNECTION_BYTES;
    }

    private static HttpRouting.Builder routing(Door door, Router router, Function<Throwable, Problem> failures) {
        return HttpRouting.builder()
                .any((request, response) -> {
                    for (var rule : door.rules()) {
                        rule.check(request.headers());
                    }
                    router.handle(request, response);
                })
                .error(
                        HttpProblem.class,
                        (request, response, problem) -> tell(request, response, router, problem.problem()))
                .error(
                        Throwable.class,
                        (request, response, failure) -> fail(request, response, router, failure, failures));
    }

    /// Finds out whether an address can be listened on.
    ///
    /// @param name what is to be served there, for the message
    /// @throws ListenFailureException when it cannot
    public static void requireFree(String name, String host, int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException inUse) {
            throw new ListenFailureException(
                    "cannot listen on " + host + ":" + port + " for the " + name + ": " + inUse.getMessage());
        }
    }

    private static void fail(
            ServerRequest request,
            ServerResponse response,
            Router router,
            Throwable failure,
            Function<Throwable, Problem> failures) {
        switch (failure) {
            // The server's own; it knows what to do with them.
            case RequestException serversOwn -> throw serversOwn;
            case CloseConnectionException serversOwn -> throw serversOwn;
            default -> tell(request, response, router, failures.apply(failure));
        }
    }

    private static void tell(ServerRequest request, ServerResponse response, Router router, Problem problem) {
        router.tell(
                problem,
                new ServerExchange(request, response, ""),
                request.prologue().uriPath().rawPath());
    }

    private static Problem problem(Throwable failure, Function<Throwable, Optional<Problem>> failures) {
        return failures.apply(failure).orElseGet(() -> {
            LOG.error("a request failed", failure);
            return Problem.of(Status.INTERNAL_SERVER_ERROR_500, "The request failed; the log says why.");
        });
    }

    /// What the server refuses before a route is looked for: requests that are no HTTP, headers without end.
    private static DirectHandlers beforeRouting(Router router) {
        DirectHandler handler = (request, type, serversStatus, headers, message) -> {
            var problem = beforeRouting(type, request.path(), serversStatus, message);
            var all = ServerResponseHeaders.create();
            headers.forEach(all::set);
            all.set(HeaderNames.CONTENT_TYPE, router.problemType(request.path()));
            // Nobody knows where the next request would begin.
            all.set(HeaderValues.CONNECTION_CLOSE);
            return DirectHandler.TransportResponse.builder()
                    .status(problem.status())
                    .headers(all)
                    .keepAlive(false)
                    .entity(router.problemBody(problem, request.path()))
                    .build();
        };
        var handlers = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, handler);
        }
        return handlers.build();
    }

    /// Says it in our words where the server's are wrong, or are none for a client.
    private static Problem beforeRouting(
            DirectHandler.EventType type, String path, Status serversStatus, @Nullable String message) {
        if (TOO_MANY_HEADERS.equals(message)) {
            return Problem.of(HEADERS_TOO_LARGE, TOO_MANY_HEADERS);
        }
        if (ENCODED.equals(message)) {
            return Problem.of(Status.UNSUPPORTED_MEDIA_TYPE_415, "The body must not be encoded.");
        }
        // Stumbling over a request's first line, the server takes the fault for its own.
        if (type == DirectHandler.EventType.INTERNAL_ERROR && path.isEmpty()) {
            return Problem.of(Status.BAD_REQUEST_400, "The request line is malformed.");
        }
        return Problem.of(serversStatus, message == null || message.isBlank() ? "The request is malformed." : message);
    }

    /// The port that is listened on.
    public int port() {
        return server.port();
    }

    /// Where it is, as the beginning of a URL.
    public String url() {
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    @Override
    public void close() {
        server.stop();
        connections.close();
    }
}
