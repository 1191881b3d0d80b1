package dev.flagstaff.admin;

import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.HttpProblem;
import dev.flagstaff.http.Problem;
import dev.flagstaff.http.Router.Action;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who may do what: with tokens whoever bears one, without them everybody who reaches the listener. Thread-safe.
final class Access {
    private static final String SCHEME = "Bearer ";
    private static final ScopedValue<String> BEARER = ScopedValue.newInstance();

    private final @Nullable TokenFile tokens;
    private final Counter unauthorized;
    private final Counter forbidden;

    /// @param tokens null for no tokens
    Access(@Nullable TokenFile tokens, MeterRegistry registry) {
        this.tokens = tokens;
        unauthorized = refusals(registry, "unauthorized");
        forbidden = refusals(registry, "forbidden");
    }

    private static Counter refusals(MeterRegistry registry, String reason) {
        return Counter.builder("flagstaff.access.refused")
                .description("Requests refused for want of a token, or of a role")
                .tag("reason", reason)
                .register(registry);
    }

    /// An action for those who may.
    Action only(Role role, Action action) {
        return exchange -> {
            if (tokens == null) {
                action.handle(exchange);
            } else {
                String name = require(tokens, role, exchange).name();
                ScopedValue.where(BEARER, name).run(() -> action.handle(exchange));
            }
        };
    }

    /// Who asks for the action that is being carried out; null where nobody has to say.
    static @Nullable String bearer() {
        return BEARER.isBound() ? BEARER.get() : null;
    }

    private AccessToken require(TokenFile tokens, Role role, Exchange exchange) {
        String authorization = exchange.headerList(HeaderNames.AUTHORIZATION);
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            unauthorized.increment();
            throw challenge("This needs a token: Authorization: Bearer <token>.", "Bearer realm=\"flagstaff\"");
        }
        String hash = AccessToken.hash(authorization.substring(SCHEME.length()).strip());
        var token = tokens.find(hash);
        if (token.isEmpty()) {
            unauthorized.increment();
            throw challenge("The token is not known.", "Bearer realm=\"flagstaff\", error=\"invalid_token\"");
        }
        if (!token.get().role().covers(role)) {
            forbidden.increment();
            throw new HttpProblem(Problem.of(
                    Status.FORBIDDEN_403,
                    "The token's role is " + token.get().role().wireName() + ", which may not."));
        }
        return token.get();
    }

    private static HttpProblem challenge(String detail, String challenge) {
        return new HttpProblem(
                new Problem(Status.UNAUTHORIZED_401, detail, Map.of(HeaderNames.WWW_AUTHENTICATE, challenge)));
    }
}
