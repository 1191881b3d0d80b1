package dev.flagstaff.admin;

import dev.flagstaff.flag.DefinitionReader;
import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Identifier;
import dev.flagstaff.flag.Limits;
import dev.flagstaff.http.EvaluationObserver;
import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.FlagRoutes;
import dev.flagstaff.http.FlagSource;
import dev.flagstaff.http.HttpProblem;
import dev.flagstaff.http.JsonArray;
import dev.flagstaff.http.Problem;
import dev.flagstaff.http.Router;
import dev.flagstaff.redis.DeleteOutcome;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.PutOutcome;
import dev.flagstaff.redis.RedisUnavailableException;
import dev.flagstaff.redis.RefusedDefinitions;
import io.helidon.http.Status;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The routes of definitions, straight from Redis. Thread-safe.
final class AdminApi implements FlagSource {
    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);
    private static final String FLAG = "/api/admin/flags/{flagKey}";

    private final FlagStore store;
    private final RefusedDefinitions refused;
    private final InstantSource clock;
    private final ReadYourWrites reads;

    private AdminApi(FlagStore store, RefusedDefinitions refused, InstantSource clock, ReadYourWrites reads) {
        this.store = store;
        this.refused = refused;
        this.clock = clock;
        this.reads = reads;
    }

    static Router router(
            FlagStore store,
            RefusedDefinitions refused,
            InstantSource clock,
            ReadYourWrites reads,
            EvaluationObserver observer,
            Access access) {
        var api = new AdminApi(store, refused, clock, reads);
        var router = new Router();
        FlagRoutes.addTo(router, api, observer, action -> access.only(Role.READ, action));
        return router.get("/api/admin/flags", access.only(Role.READ, api::list))
                .put(FLAG, access.only(Role.WRITE, api::put))
                .delete(FLAG, access.only(Role.WRITE, api::delete))
                .plain(FLAG);
    }

    /// What Redis's failures are to a client.
    static Optional<Problem> problem(Throwable failure) {
        return failure instanceof RedisUnavailableException unavailable
                ? Optional.of(Problem.unavailable(unavailable.getMessage() + "."))
                : Optional.empty();
    }

    @Override
    public Lookup find(String flagKey, long minRevision) {
        if (!Identifier.isValid(flagKey)) {
            return new Lookup(null, 0);
        }
        var found = reads.read(
                minRevision, () -> store.find(flagKey), one -> one.mark().revision());
        refused.note(found.flag());
        var flag = switch (found.flag()) {
            case FlagRead.Present(var definition) -> definition;
            case FlagRead.Absent _, FlagRead.Unlisted _ -> null;
            case FlagRead.Broken(String key, String reason) ->
                throw new HttpProblem(Problem.of(
                        Status.INTERNAL_SERVER_ERROR_500, "The definition in Redis cannot be read: " + reason + "."));
        };
        return new Lookup(flag, found.mark().revision());
    }

    private void list(Exchange exchange) {
        var contents = reads.read(
                exchange.minRevision(), store::list, one -> one.mark().revision());
        var definitions = new ArrayList<byte[]>();
        for (var read : contents.flags().values()) {
            refused.note(read);
            if (read instanceof FlagRead.Present(var definition)) {
                definitions.add(DefinitionWriter.write(definition));
            }
        }
        refused.retain(contents.flags().keySet());
        exchange.revision(contents.mark().revision()).send(JsonArray.of(definitions));
    }

    private void put(Exchange exchange) {
        byte[] body = exchange.jsonBody(Limits.BODY_BYTES);
        var definition = switch (DefinitionReader.read(exchange.flagKey(), body, clock.instant())) {
            case DefinitionReader.Outcome.Accepted(FlagDefinition accepted) -> accepted;
            case DefinitionReader.Outcome.Refused(var faults) -> throw new HttpProblem(Problem.invalid(faults));
        };
        awaitMinRevision(exchange);
        switch (store.put(definition, Preconditions.of(exchange), Access.bearer())) {
            case PutOutcome.Written(var stored) -> {
                long revision = Objects.requireNonNull(stored.revision(), "we wrote one");
                log(stored.flagKey(), "put", revision);
                exchange.revision(revision).sendDefinition(DefinitionWriter.write(stored), revision);
            }
            case PutOutcome.PreconditionFailed(long revision) ->
                throw new HttpProblem(Problem.preconditionFailed(revision));
            case PutOutcome.Conflict lost -> throw new HttpProblem(lostRace());
        }
    }

    private void delete(Exchange exchange) {
        String flagKey = exchange.existingFlagKey();
        awaitMinRevision(exchange);
        switch (store.delete(flagKey, clock.instant(), Preconditions.of(exchange), Access.bearer())) {
            case DeleteOutcome.Deleted(long revision) -> {
                log(exchange.flagKey(), "delete", revision);
                exchange.revision(revision).sendNothing();
            }
            case DeleteOutcome.Absent absent -> throw new HttpProblem(Problem.noSuchFlag());
            case DeleteOutcome.PreconditionFailed(long revision) ->
                throw new HttpProblem(Problem.preconditionFailed(revision));
            case DeleteOutcome.Conflict lost -> throw new HttpProblem(lostRace());
        }
    }

    /// A write that is to follow another comes after it, or not at all.
    private void awaitMinRevision(Exchange exchange) {
        long minRevision = exchange.minRevision();
        if (minRevision > 0) {
            reads.read(
                    minRevision,
                    () -> store.find(exchange.flagKey()),
                    one -> one.mark().revision());
        }
    }

    private static void log(String flagKey, String op, long revision) {
        String by = Access.bearer();
        LOG.info("{} of {} by {}: revision {}", op, flagKey, by == null ? "somebody without a token" : by, revision);
    }

    static Problem lostRace() {
        return Problem.of(Status.CONFLICT_409, "Other writers changed the store at the same time, each time again.");
    }
}
