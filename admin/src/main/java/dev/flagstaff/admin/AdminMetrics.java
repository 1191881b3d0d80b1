package dev.flagstaff.admin;

import dev.flagstaff.eval.Decision;
import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.http.EvaluationCounts;
import dev.flagstaff.http.EvaluationObserver;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.RefusedDefinitions;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// What an admin counts. Thread-safe.
final class AdminMetrics implements EvaluationObserver {
    private final EvaluationCounts evaluations;
    private final Logs logs;

    AdminMetrics(MeterRegistry registry, FlagStore store, RefusedDefinitions refused, Logs logs) {
        this.logs = logs;
        evaluations = new EvaluationCounts(registry);
        Gauge.builder("flagstaff.redis.connected", store, one -> one.isConnected() ? 1 : 0)
                .description("Whether Redis is connected for reads and for writes")
                .register(registry);
        Gauge.builder("flagstaff.definitions.refused", refused, RefusedDefinitions::count)
                .description("Flags in Redis that could not be read when they were last asked for")
                .register(registry);
        // Not a counter of the logs themselves: meters refer to what they read weakly, and nobody else keeps the logs.
        FunctionCounter.builder("flagstaff.log.entries.dropped", this, one -> one.logs.dropped())
                .description("Log entries that did not reach the Redis stream")
                .register(registry);
    }

    @Override
    public void evaluated(FlagDefinition flag, EvaluationContext context, Decision decision, long startedNanos) {
        evaluations.evaluated(flag, context, decision, startedNanos);
    }
}
