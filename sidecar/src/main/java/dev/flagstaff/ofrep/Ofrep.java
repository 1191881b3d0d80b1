package dev.flagstaff.ofrep;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.eval.Evaluator;
import dev.flagstaff.flag.Fault;
import dev.flagstaff.http.AnswerBytes;
import dev.flagstaff.http.Dialect;
import dev.flagstaff.http.EvaluationObserver;
import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.Problem;
import dev.flagstaff.http.Router;
import io.helidon.http.HeaderNames;

/// The routes of the OpenFeature Remote Evaluation Protocol. Thread-safe.
///
/// Every failure there is told in the protocol's own words, those included that the server finds before a route is
/// looked for: clients take any other body for a malformed answer.
public final class Ofrep implements Dialect {
    static final String EVENTS = "/ofrep/v1/events";

    private static final String BELOW = "/ofrep/";
    private static final String ALL = "/ofrep/v1/evaluate/flags";
    private static final String ONE = ALL + "/{flagKey}";

    private final Flags flags;
    private final OfrepSettings settings;
    private final EvaluationObserver observer;
    private final BulkAnswers bulkAnswers;
    private final Cors cors;

    private Ofrep(Flags flags, OfrepSettings settings, EvaluationObserver observer) {
        this.flags = flags;
        this.settings = settings;
        this.observer = observer;
        bulkAnswers = new BulkAnswers(observer);
        cors = new Cors(settings.corsOrigins());
    }

    /// Adds the routes.
    ///
    /// @param streams told of every change of the flags, after it is served
    public static void addTo(
            Router router, Flags flags, EventStreams streams, OfrepSettings settings, EvaluationObserver observer) {
        var ofrep = new Ofrep(flags, settings, observer);
        router.speaking(BELOW, ofrep)
                .post(ONE, telling(ofrep::one))
                .post(ALL, telling(ofrep::all))
                .plain(ONE)
                .plain(ALL)
                .get(EVENTS, streams::serve);
        if (!ofrep.cors.isOff()) {
            router.options(ONE, ofrep.cors.preflight("POST"))
                    .options(ALL, ofrep.cors.preflight("POST"))
                    .options(EVENTS, ofrep.cors.preflight("GET, HEAD"));
        }
    }

    @Override
    public void prepare(Exchange exchange) {
        cors.share(exchange);
    }

    @Override
    public byte[] tell(Problem problem, String flagKey) {
        var details = new StringBuilder(problem.detail());
        for (var fault : problem.errors()) {
            if (fault instanceof Fault.InParameter(String parameter, String detail)) {
                details.append(' ').append(parameter).append(' ').append(detail).append('.');
            }
        }
        return OfrepFailure.toJson(flagKey, OfrepFailure.Code.GENERAL, details.toString());
    }

    private static Router.Action telling(Router.Action action) {
        return exchange -> {
            try {
                action.handle(exchange);
            } catch (OfrepFailure failure) {
                exchange.send(failure.status(), failure.toJson(exchange.flagKey()));
            }
        };
    }

    private void one(Exchange exchange) {
        long started = System.nanoTime();
        var context = context(exchange);
        var found = flags.find(exchange.flagKey(), exchange.minRevision());
        exchange.revision(found.revision());
        var flag = found.flag();
        if (flag == null) {
            throw new OfrepFailure(OfrepFailure.Code.FLAG_NOT_FOUND, "There is no such flag.");
        }
        var decision = Evaluator.evaluate(flag, context);
        var json = new AnswerBytes(512);
        new SuccessWriter(context.environment()).write(flag, decision, json);
        exchange.send(json.toArray());
        observer.evaluated(flag, context, decision, started);
    }

    private void all(Exchange exchange) {
        var context = context(exchange);
        var all = flags.all(exchange.minRevision());
        String tag = BulkTag.of(all.digest(), context);
        exchange.revision(all.revision()).answerHeader(HeaderNames.ETAG, '"' + tag + '"');
        if (exchange.isKnown(tag)) {
            exchange.sendNotModified();
        } else {
            bulkAnswers.send(tag, all, context, exchange);
        }
    }

    private EvaluationContext context(Exchange exchange) {
        return ContextReader.read(exchange.jsonBody(settings.mostBodyBytes()), settings.environment());
    }
}
