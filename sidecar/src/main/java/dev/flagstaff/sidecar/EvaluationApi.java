package dev.flagstaff.sidecar;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.flagstaff.flag.Digest;
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
    /// As much as is kept of answers to OFREP's clients.
    private static final int MOST_KEPT = 2 * 1024 * 1024;

    private final FlagCache cache;
    private final Connection connection;
    private final Duration patience;
    /// All definitions as JSON, by their digest, unless they are large.
    private final Cache<Digest, byte[]> lists = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT)
            .weigher((Digest digest, byte[] json) -> json.length)
            .build();

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
        byte[] json = lists.get(view.digest(), digest -> JsonArray.of(view.json()));
        exchange.revision(view.revision()).send(json);
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
