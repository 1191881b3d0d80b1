package dev.flagstaff.http;

import dev.flagstaff.eval.EvaluationWriter;
import dev.flagstaff.eval.Evaluator;
import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.http.Router.Action;
import java.util.function.UnaryOperator;

/// The two routes that admin and sidecar share: a definition, and its evaluation. Thread-safe.
public final class FlagRoutes {
    /// Where a flag is evaluated.
    public static final String EVALUATE = "/api/flags/{flagKey}/evaluate";

    private final FlagSource source;
    private final EvaluationObserver observer;

    private FlagRoutes(FlagSource source, EvaluationObserver observer) {
        this.source = source;
        this.observer = observer;
    }

    /// Adds the routes.
    ///
    /// @param guard wraps each action, to refuse whom it may not serve
    public static void addTo(
            Router router, FlagSource source, EvaluationObserver observer, UnaryOperator<Action> guard) {
        var routes = new FlagRoutes(source, observer);
        router.get(EVALUATE, guard.apply(routes::evaluate))
                .get("/api/flags/{flagKey}", guard.apply(routes::definition));
    }

    private void evaluate(Exchange exchange) {
        long started = System.nanoTime();
        // Parameters come before the flag: a bad request is one whether or not there is such a flag.
        var context = EvaluationQuery.parse(exchange.rawQuery());
        var found = source.find(exchange.flagKey(), exchange.minRevision());
        var flag = existing(found);
        var decision = Evaluator.evaluate(flag, context);
        exchange.revision(found.revision()).send(EvaluationWriter.write(flag, context, decision));
        observer.evaluated(flag, context, decision, started);
    }

    private void definition(Exchange exchange) {
        var found = source.find(exchange.flagKey(), exchange.minRevision());
        var flag = existing(found);
        exchange.revision(found.revision()).sendDefinition(DefinitionWriter.write(flag), flag.revision());
    }

    private static FlagDefinition existing(FlagSource.Lookup found) {
        var flag = found.flag();
        if (flag == null) {
            throw new HttpProblem(Problem.noSuchFlag());
        }
        return flag;
    }
}
