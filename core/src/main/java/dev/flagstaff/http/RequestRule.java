package dev.flagstaff.http;

import io.helidon.http.ServerRequestHeaders;

/// What every request to a listener must keep to, before a route is looked for. Thread-safe.
@FunctionalInterface
public interface RequestRule {
    /// Lets a request pass.
    ///
    /// @throws HttpProblem when it may not
    void check(ServerRequestHeaders headers);

    /// Whether it lets every [PlainRequest] pass. Where it does not say so, the listener answers none.
    default boolean admitsPlain() {
        return false;
    }
}
