package dev.flagstaff.http;

import dev.flagstaff.eval.Decision;
import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.eval.Reason;
import dev.flagstaff.flag.FlagDefinition;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Counts evaluations by reason, as `flagstaff_evaluations_total`. Thread-safe.
public final class EvaluationCounts implements EvaluationObserver {
    private final Map<Reason, Counter> byReason = new EnumMap<>(Reason.class);

    /// None so far.
    public EvaluationCounts(MeterRegistry registry) {
        for (var reason : Reason.values()) {
            byReason.put(
                    reason,
                    Counter.builder("flagstaff.evaluations")
                            .description("Evaluations, by the reason of their outcome")
                            .tag("reason", reason.wireName())
                            .register(registry));
        }
    }

    @Override
    public void evaluated(FlagDefinition flag, EvaluationContext context, Decision decision, long startedNanos) {
        Objects.requireNonNull(byReason.get(decision.reason())).increment();
    }
}
