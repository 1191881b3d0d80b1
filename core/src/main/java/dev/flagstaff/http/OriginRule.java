package dev.flagstaff.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.http.Status;

/// No request that a browser sends for a web page from elsewhere is served: not even one whose answer the page
/// would not get to see, for a write has happened by then. What is no browser sends neither `Origin` nor
/// [`Sec-Fetch-Site`](https://www.w3.org/TR/fetch-metadata/). Stateless.
public final class OriginRule implements RequestRule {
    /// The only one that there need be.
    public static final OriginRule LOOPBACK = new OriginRule();

    private static final HeaderName SEC_FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    private OriginRule() {}

    /// They have neither header.
    @Override
    public boolean admitsPlain() {
        return true;
    }

    @Override
    public void check(ServerRequestHeaders headers) {
        if (headers.contains(HeaderNames.ORIGIN)
                && !headers.get(HeaderNames.ORIGIN).allValues().stream().allMatch(LoopbackName::isOrigin)) {
            throw refusal();
        }
        if (headers.contains(SEC_FETCH_SITE)
                && headers.get(SEC_FETCH_SITE).allValues().stream().anyMatch(OriginRule::isFromElsewhere)) {
            throw refusal();
        }
    }

    private static boolean isFromElsewhere(String site) {
        return site.equals("cross-site") || site.equals("same-site");
    }

    private static HttpProblem refusal() {
        return new HttpProblem(
                Problem.of(Status.FORBIDDEN_403, "Browsers may not send requests here for pages from elsewhere."));
    }
}
