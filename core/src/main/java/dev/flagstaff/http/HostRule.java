package dev.flagstaff.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;

/// Only requests to a name of this machine's loopback are served. A web page whose own name was made to resolve
/// to 127.0.0.1 ([DNS rebinding](https://en.wikipedia.org/wiki/DNS_rebinding)) is of the same origin as this
/// listener to its browser, but the browser still says that name. That there is one `Host` the server has
/// checked before. Stateless.
public final class HostRule implements RequestRule {
    /// The only one that there need be.
    public static final HostRule LOOPBACK = new HostRule();

    private HostRule() {}

    /// They are for a loopback name.
    @Override
    public boolean admitsPlain() {
        return true;
    }

    @Override
    public void check(ServerRequestHeaders headers) {
        String host = headers.contains(HeaderNames.HOST)
                ? headers.get(HeaderNames.HOST).get()
                : "";
        if (!LoopbackName.isAuthority(host)) {
            throw new HttpProblem(
                    Problem.of(Status.FORBIDDEN_403, "Host must be a loopback name, such as localhost or 127.0.0.1."));
        }
    }
}
