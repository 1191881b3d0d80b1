package dev.flagstaff.admin;

import dev.flagstaff.flag.Fault;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Snapshot;
import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.HttpProblem;
import dev.flagstaff.http.Problem;
import dev.flagstaff.http.Router;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.Precondition;
import dev.flagstaff.redis.PutOutcome;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What an operator does with a store that lost its data: declare it right, or refill it from a sidecar. Thread-safe.
final class StoreApi {
    private static final Logger LOG = LoggerFactory.getLogger(StoreApi.class);
    private static final JsonFactory JSON = new JsonFactory();
    private static final long MOST_SNAPSHOT_BYTES = 256L * 1024 * 1024;

    private final FlagStore store;
    private final String prefix;

    private StoreApi(FlagStore store, String prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    static void addTo(Router router, FlagStore store, String prefix, Access access) {
        var api = new StoreApi(store, prefix);
        router.post("/api/admin/store/adopt", access.only(Role.WRITE, api::adopt))
                .post("/api/admin/store/restore", access.only(Role.WRITE, api::restore));
    }

    private void adopt(Exchange exchange) {
        String lineage = store.adopt();
        LOG.atWarn()
                .addKeyValue("lineage", lineage)
                .log("the store was declared right: sidecars drop flags that it lacks");
        var bytes = new ByteArrayOutputStream(64);
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("lineage", lineage);
            json.writeEndObject();
        }
        exchange.send(bytes.toByteArray());
    }

    /// Writes back what the store lacks, flag by flag, and adopts it when all are there. Where that ends half-way,
    /// it may be asked for again: what is restored by then is kept.
    private void restore(Exchange exchange) {
        var snapshot = snapshot(exchange);
        var restored = new ArrayList<String>();
        var kept = new ArrayList<String>();
        for (var flag : snapshot.flags()) {
            (restore(flag) ? restored : kept).add(flag.flagKey());
        }
        String lineage = store.adopt();
        LOG.atWarn()
                .addKeyValue("lineage", lineage)
                .addKeyValue("restored", restored.size())
                .addKeyValue("kept", kept.size())
                .log("the store was refilled from a snapshot and declared right");
        exchange.send(answer(restored, kept));
    }

    private Snapshot snapshot(Exchange exchange) {
        var snapshot = switch (Snapshot.read(exchange.jsonStream(MOST_SNAPSHOT_BYTES))) {
            case Snapshot.Outcome.Accepted(Snapshot accepted) -> accepted;
            case Snapshot.Outcome.Refused(var faults) -> throw new HttpProblem(Problem.invalid(faults));
        };
        if (!snapshot.prefix().equals(prefix)) {
            throw new HttpProblem(Problem.invalid(
                    List.of(new Fault.InDocument("#/prefix", "must be \"" + prefix + "\", the prefix of this store"))));
        }
        return snapshot;
    }

    /// Whether it was the store that lacked the flag.
    private boolean restore(FlagDefinition flag) {
        return switch (store.put(flag, Precondition.UNLISTED, Access.bearer())) {
            case PutOutcome.Written written -> true;
            case PutOutcome.PreconditionFailed there -> false;
            case PutOutcome.Conflict lost -> throw new HttpProblem(AdminApi.lostRace());
        };
    }

    private static byte[] answer(List<String> restored, List<String> kept) {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeArrayPropertyStart("restored");
            restored.forEach(json::writeString);
            json.writeEndArray();
            json.writeArrayPropertyStart("kept");
            kept.forEach(json::writeString);
            json.writeEndArray();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
