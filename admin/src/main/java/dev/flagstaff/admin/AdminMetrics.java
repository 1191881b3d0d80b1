package dev.flagstaff.admin;

import dev.flagstaff.eval.CompiledFlag;
import dev.flagstaff.eval.Decision;
import dev.flagstaff.eval.Reason;
import dev.flagstaff.http.EvaluationObserver;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.RefusedDefinitions;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// What an admin counts. Thread-safe.
final class AdminMetrics implements EvaluationObserver {
    private final Map<Reason, Counter> evaluations = new EnumMap<>(Reason.class);
    private final Logs logs;

    AdminMetrics(MeterRegistry registry, FlagStore store, RefusedDefinitions refused, Logs logs) {
        this.logs = logs;
        for (var reason : Reason.values()) {
            evaluations.put(
                    reason,
                    Counter.builder("flagstaff.evaluations")
                            .description("Evaluations, by the reason of their outcome")
                            .tag("reason", reason.wireName())
                            .register(registry));
        }
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
    public void evaluated(CompiledFlag flag, Decision decision, long startedNanos) {
        Objects.requireNonNull(evaluations.get(decision.reason())).increment();
    }
}
