package dev.flagstaff.http;

import dev.flagstaff.http.PlainExchange.NotPlainException;
import io.helidon.http.Status;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Finds the action for a path and a method. The path is taken as it was sent, split at its slashes, and only then
/// decoded: `..`, `;`, `//` and `%2F` are parts of a name that no flag has, and lead nowhere else. Immutable once
/// it serves.
public final class Router implements Handler {
    private static final String FLAG_KEY = "{flagKey}";

    private final List<Resource> resources = new ArrayList<>();
    private String dialectPrefix = "";
    private @Nullable Dialect dialect;

    /// What happens on a route.
    @FunctionalInterface
    public interface Action {
        /// Answers, or throws [HttpProblem].
        void handle(Exchange exchange);
    }

    private static final class Resource {
        private final String path;
        private final String[] template;
        private boolean isPlain;
        /// By method, in the order in which they were added.
        private final Map<String, Action> actions = new LinkedHashMap<>();

        Resource(String path) {
            this.path = path;
            template = path.substring(1).split("/", -1);
        }

        /// The flag key in a path, as it was sent, or nothing in it where the template has none; null where
        /// the path is not this resource's.
        @Nullable
        String match(String requested) {
            String flagKey = "";
            int end = 0;
            for (String segment : template) {
                if (end == requested.length() || requested.charAt(end) != '/') {
                    return null;
                }
                int start = end + 1;
                int slash = requested.indexOf('/', start);
                end = slash < 0 ? requested.length() : slash;
                if (segment.equals(FLAG_KEY)) {
                    flagKey = requested.substring(start, end);
                } else if (end - start != segment.length() || !requested.startsWith(segment, start)) {
                    return null;
                }
            }
            return end == requested.length() ? flagKey : null;
        }

        /// What answers plain requests of a method; null where the server does.
        @Nullable
        Action plainAction(String method) {
            return isPlain ? actions.get(method) : null;
        }
    }

    /// Lets plain requests for a path that has routes be answered straight from their bytes, by the same actions. For
    /// what is asked for all the time, and answered with a small JSON document.
    public Router plain(String path) {
        for (var resource : resources) {
            resource.isPlain |= resource.path.equals(path);
        }
        return this;
    }

    /// Adds a route that `GET` and `HEAD` take.
    ///
    /// @param path begins with a slash; a segment may be `{flagKey}`
    public Router get(String path, Action action) {
        return route("GET", path, action).route("HEAD", path, action);
    }

    /// Adds a route that `OPTIONS` takes.
    public Router options(String path, Action action) {
        return route("OPTIONS", path, action);
    }

    /// Adds a route that `PUT` takes.
    public Router put(String path, Action action) {
        return route("PUT", path, action);
    }

    /// Adds a route that `POST` takes.
    public Router post(String path, Action action) {
        return route("POST", path, action);
    }

    /// Adds a route that `DELETE` takes.
    public Router delete(String path, Action action) {
        return route("DELETE", path, action);
    }

    /// Lets all that is below a path, found or not, be answered in a dialect. There is at most one.
    ///
    /// @param prefix begins and ends with a slash
    public Router speaking(String prefix, Dialect spoken) {
        dialectPrefix = prefix;
        dialect = spoken;
        return this;
    }

    private Router route(String method, String path, Action action) {
        for (var resource : resources) {
            if (resource.path.equals(path)) {
                resource.actions.put(method, action);
                return this;
            }
        }
        resources.add(new Resource(path));
        return route(method, path, action);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        String path = request.prologue().uriPath().rawPath();
        var spoken = dialectOf(path);
        if (spoken != null) {
            spoken.prepare(new ServerExchange(request, response, ""));
        }
        for (var resource : resources) {
            String flagKey = resource.match(path);
            if (flagKey != null) {
                action(resource, request).handle(new ServerExchange(request, response, decoded(flagKey)));
                return;
            }
        }
        throw new HttpProblem(Problem.of(Status.NOT_FOUND_404, "There is no such resource."));
    }

    /// Has a plain request answered, where its route takes such.
    ///
    /// @param failures what else an action throws than [HttpProblem] is to a client
    /// @return whether it is
    boolean handle(PlainRequest request, PlainWriter out, Function<Throwable, Problem> failures) {
        String path = request.path();
        for (var resource : resources) {
            var action = resource.plainAction(request.method());
            String flagKey = action == null ? null : resource.match(path);
            if (action != null && flagKey != null) {
                handle(action, path, new PlainExchange(request, out, decoded(flagKey)), failures);
                return true;
            }
        }
        return false;
    }

    private void handle(Action action, String path, PlainExchange exchange, Function<Throwable, Problem> failures) {
        var spoken = dialectOf(path);
        try {
            if (spoken != null) {
                spoken.prepare(exchange);
            }
            action.handle(exchange);
        } catch (HttpProblem refusal) {
            tell(refusal.problem(), exchange, path);
        } catch (NotPlainException forTheServer) {
            throw forTheServer;
        } catch (RuntimeException failure) {
            // It may have written by then, and is not to be done once more.
            if (exchange.hasSent()) {
                throw failure;
            }
            tell(failures.apply(failure), exchange, path);
        }
    }

    /// Whether the route of a plain request takes such.
    boolean isPlain(PlainRequest request) {
        for (var resource : resources) {
            if (resource.plainAction(request.method()) != null && resource.match(request.path()) != null) {
                return true;
            }
        }
        return false;
    }

    /// Answers with a problem, as it is told where a path, as it was sent, leads.
    void tell(Problem problem, Exchange exchange, String path) {
        problem.headers().forEach(exchange::answerHeader);
        exchange.send(problem.status(), problemType(path), problemBody(problem, path));
    }

    /// The content type of problems where a path, as it was sent, leads.
    String problemType(String path) {
        return dialectOf(path) == null ? "application/problem+json" : "application/json";
    }

    /// A problem as it is told there.
    byte[] problemBody(Problem problem, String path) {
        var spoken = dialectOf(path);
        return spoken == null ? problem.toJson() : spoken.tell(problem, flagKeyIn(path));
    }

    private @Nullable Dialect dialectOf(String path) {
        return dialect != null && path.startsWith(dialectPrefix) ? dialect : null;
    }

    private String flagKeyIn(String path) {
        for (var resource : resources) {
            String flagKey = resource.match(path);
            if (flagKey != null) {
                return decoded(flagKey);
            }
        }
        return "";
    }

    private static Action action(Resource resource, ServerRequest request) {
        var action = resource.actions.get(request.prologue().method().text());
        if (action == null) {
            throw new HttpProblem(Problem.methodNotAllowed(String.join(", ", resource.actions.keySet())));
        }
        return action;
    }

    private static String decoded(String flagKey) {
        try {
            return Percent.decode(flagKey, false);
        } catch (Percent.MalformedException undecodable) {
            // Still a name, and one that no flag has.
            return flagKey;
        }
    }
}
