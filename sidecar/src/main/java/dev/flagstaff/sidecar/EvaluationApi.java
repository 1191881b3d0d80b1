package dev.flagstaff.sidecar;

import dev.flagstaff.http.ClassPathFile;
import dev.flagstaff.http.EvaluationObserver;
import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.FlagRoutes;
import dev.flagstaff.http.HttpProblem;
import dev.flagstaff.http.JsonArray;
import dev.flagstaff.http.Problem;
import dev.flagstaff.http.Router;
import dev.flagstaff.ofrep.EventStreams;
import dev.flagstaff.ofrep.FlagSet;
import dev.flagstaff.ofrep.Flags;
import dev.flagstaff.ofrep.Ofrep;
import dev.flagstaff.ofrep.OfrepSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// The routes on loopback, from memory only. Thread-safe.
final class EvaluationApi implements Flags {
    private final FlagCache cache;
    private final Connection connection;
    private final Duration patience;

    private EvaluationApi(FlagCache cache, Connection connection, Duration patience) {
        this.cache = cache;
        this.connection = connection;
        this.patience = patience;
    }

    /// @param patience how long a request waits for the revision that it wants
    static Router router(
            FlagCache cache,
            Connection connection,
            Duration patience,
            EventStreams streams,
            OfrepSettings ofrep,
            EvaluationObserver observer) {
        var api = new EvaluationApi(cache, connection, patience);
        var router = new Router();
        FlagRoutes.addTo(router, api, observer, UnaryOperator.identity());
        Ofrep.addTo(router, api, streams, ofrep, observer);
        return router.get("/api/flags", api::all)
                .get("/openapi.yaml", ClassPathFile.openApi(EvaluationApi.class))
                .plain(FlagRoutes.EVALUATE);
    }

    @Override
    public FlagSet all(long minRevision) {
        return view(minRevision);
    }

    @Override
    public Lookup find(String flagKey, long minRevision) {
        // The view first: what the cache has is then at least as new.
        long revision = view(minRevision).revision();
        return new Lookup(cache.find(flagKey), revision);
    }

    private void all(Exchange exchange) {
        var view = view(exchange.minRevision());
        exchange.revision(view.revision()).send(JsonArray.of(view.json()));
    }

    private FlagView view(long minRevision) {
        var view = cache.view();
        if (view == null) {
            throw new HttpProblem(Problem.unavailable(notLoaded()));
        }
        if (view.revision() < minRevision) {
            view = Objects.requireNonNull(cache.awaitRevision(minRevision, patience), "once loaded, always loaded");
            if (view.revision() < minRevision) {
                throw new HttpProblem(Problem.tooOld(view.revision(), minRevision));
            }
        }
        return view;
    }

    private String notLoaded() {
        String trouble = connection.trouble();
        return trouble.isEmpty() ? "No definitions are loaded yet." : "No definitions are loaded yet: " + trouble + ".";
    }
}
