package dev.flagstaff.sidecar;

import dev.flagstaff.http.HttpProblem;
import dev.flagstaff.http.Problem;
import dev.flagstaff.http.Router;
import java.io.BufferedOutputStream;

/// `GET /snapshot`: what this sidecar serves, to refill a store from. Stateless.
final class SnapshotApi {
    private SnapshotApi() {}

    static Router addTo(Router router, FlagCache cache, String prefix) {
        return router.get("/snapshot", exchange -> {
            var view = cache.view();
            if (view == null) {
                throw new HttpProblem(Problem.unavailable("No definitions are loaded yet."));
            }
            exchange.revision(view.revision()).stream("application/json", answer -> {
                var buffered = new BufferedOutputStream(answer);
                SnapshotDocument.write(prefix, view, buffered);
                buffered.flush();
            });
        });
    }
}
