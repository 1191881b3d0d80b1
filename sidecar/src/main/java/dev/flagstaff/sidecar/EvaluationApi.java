package dev.flagstaff.sidecar;

import dev.flagstaff.eval.CompiledFlag;
import dev.flagstaff.http.EvaluationObserver;
import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.FlagRoutes;
import dev.flagstaff.http.FlagSource;
import dev.flagstaff.http.HttpProblem;
import dev.flagstaff.http.JsonArray;
import dev.flagstaff.http.Problem;
import dev.flagstaff.http.Router;
import java.util.function.UnaryOperator;

/// The routes on loopback, from memory only. Thread-safe.
final class EvaluationApi implements FlagSource {
    private final FlagCache cache;

    private EvaluationApi(FlagCache cache) {
        this.cache = cache;
    }

    static Router router(FlagCache cache, EvaluationObserver observer) {
        var api = new EvaluationApi(cache);
        var router = new Router();
        FlagRoutes.addTo(router, api, observer, UnaryOperator.identity());
        return router.get("/api/flags", api::all);
    }

    @Override
    public Lookup find(String flagKey) {
        // The view first: what the cache has is then at least as new.
        long revision = loaded().revision();
        return new Lookup(cache.find(flagKey), revision);
    }

    private void all(Exchange exchange) {
        var view = loaded();
        exchange.revision(view.revision())
                .send(JsonArray.of(view.flags().stream().map(CompiledFlag::json).toList()));
    }

    private FlagView loaded() {
        var view = cache.view();
        if (view == null) {
            throw new HttpProblem(Problem.unavailable("No definitions are loaded yet."));
        }
        return view;
    }
}
