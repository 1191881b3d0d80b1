package dev.flagstaff.http;

import dev.flagstaff.http.PlainExchange.NotPlainException;
import io.helidon.common.buffers.DataWriter;
import java.util.function.Function;

/// Answers the plain requests of a connection for the routes that take them. They are answered by the same actions,
/// with the same bytes, as if the server had read them, for a quarter less CPU. Used by the connection's thread.
final class PlainAnswers {
    private final Routes routes;
    private final PlainRequest request;
    private final PlainWriter out;

    /// Where plain requests lead.
    ///
    /// @param failures what actions throw, other than [HttpProblem], is to a client
    record Routes(Router router, Function<Throwable, Problem> failures) {}

    PlainAnswers(Routes routes, HttpLimits limits, DataWriter out) {
        this.routes = routes;
        request = new PlainRequest(limits);
        this.out = new PlainWriter(out);
    }

    /// Answers the plain requests that bytes begin with.
    ///
    /// @param arrived of which the first begins a request
    /// @return where the first request begins that is left for the server
    int answer(byte[] arrived) {
        int start = 0;
        while (start < arrived.length && request.read(arrived, start) && isAnswered()) {
            start = request.end();
        }
        return start;
    }

    /// Whether the first that is left would not be, had more of it arrived.
    boolean wantMore() {
        return request.isCutOff() && routes.router().isPlain(request);
    }

    private boolean isAnswered() {
        out.begin();
        try {
            return routes.router().handle(request, out, routes.failures());
        } catch (NotPlainException forTheServer) {
            return false;
        }
    }
}
