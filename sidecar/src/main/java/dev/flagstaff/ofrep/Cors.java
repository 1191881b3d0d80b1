package dev.flagstaff.ofrep;

import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.Router.Action;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.util.Locale;
import java.util.Set;

/// [Cross-origin resource sharing](https://fetch.spec.whatwg.org/#http-cors-protocol): which web pages may read
/// answers. Thread-safe.
///
/// @param origins in lower case; none for no sharing at all
record Cors(Set<String> origins) {
    /// What a page may read besides the body; a bulk answer's tag is what its client asks again with.
    private static final String EXPOSED = "ETag, Retry-After, Flagstaff-Revision";
    /// How many seconds a browser keeps what a preflight said.
    private static final String MAX_AGE = "7200";

    boolean isOff() {
        return origins.isEmpty();
    }

    /// Adds what every answer carries, refusals included, which a page could not read otherwise.
    void share(Exchange exchange) {
        if (isOff()) {
            return;
        }
        exchange.answerHeader(HeaderNames.VARY, "Origin");
        String origin = exchange.header(HeaderNames.ORIGIN);
        if (origins.contains(origin.toLowerCase(Locale.ROOT))) {
            exchange.answerHeader(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .answerHeader(HeaderNames.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /// Answers whether a page may send a request. To an origin that is not allowed it says nothing, which is a no.
    Action preflight(String methods) {
        return exchange -> {
            exchange.answerHeader(HeaderNames.ALLOW, methods + ", OPTIONS");
            if (origins.contains(exchange.header(HeaderNames.ORIGIN).toLowerCase(Locale.ROOT))) {
                exchange.answerHeader(HeaderNames.VARY, "Origin, Access-Control-Request-Headers")
                        .answerHeader(HeaderNames.ACCESS_CONTROL_ALLOW_METHODS, methods)
                        .answerHeader(HeaderNames.ACCESS_CONTROL_MAX_AGE, MAX_AGE);
                allowHeaders(exchange);
            }
            exchange.sendNothing();
        };
    }

    /// Whatever a page of an allowed origin wants to send, it may.
    private static void allowHeaders(Exchange exchange) {
        HeaderName asked = HeaderNames.ACCESS_CONTROL_REQUEST_HEADERS;
        String wanted = exchange.headerList(asked);
        if (!wanted.isEmpty()) {
            exchange.answerHeader(HeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
    }
}
