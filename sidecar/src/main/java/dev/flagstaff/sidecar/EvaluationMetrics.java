package dev.flagstaff.sidecar;

import dev.flagstaff.eval.Decision;
import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.http.EvaluationCounts;
import dev.flagstaff.http.EvaluationObserver;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Counts evaluations. A label is only ever a reason or the key of a flag that exists, and of these only so many:
/// nothing that a client sends becomes one. Thread-safe.
final class EvaluationMetrics implements EvaluationObserver {
    private static final int MOST_FLAGS = 1_000;
    private static final String BY_FLAG = "flagstaff.flag.evaluations";
    /// A flag of this very name is counted together with those that have no series of their own.
    private static final String OTHER = "other";

    private static final String BY_FLAG_HELP = "Evaluations by flag; beyond 1,000 flags the rest count as other";
    private static final Duration[] LATENCY_BUCKETS = {
        Duration.ofNanos(5_000),
        Duration.ofNanos(10_000),
        Duration.ofNanos(25_000),
        Duration.ofNanos(50_000),
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100)
    };

    private final MeterRegistry registry;
    private final EvaluationCounts byReason;
    private final Map<String, Counter> byFlag = new ConcurrentHashMap<>();
    private final Counter otherFlags;
    private final Timer latency;

    EvaluationMetrics(MeterRegistry registry) {
        this.registry = registry;
        byReason = new EvaluationCounts(registry);
        otherFlags = byFlag.computeIfAbsent(OTHER, this::byFlag);
        latency = Timer.builder("flagstaff.evaluation.duration")
                .description("Time from a request's being read to its answer's being written")
                .serviceLevelObjectives(LATENCY_BUCKETS)
                .register(registry);
    }

    @Override
    public void evaluated(FlagDefinition flag, EvaluationContext context, Decision decision, long startedNanos) {
        byReason.evaluated(flag, context, decision, startedNanos);
        byFlag.getOrDefault(flag.flagKey(), otherFlags).increment();
        latency.record(System.nanoTime() - startedNanos, TimeUnit.NANOSECONDS);
    }

    /// Keeps a series for each of these flags, as far as they fit, and drops those of others. Called by the
    /// applier alone.
    void known(Set<String> flagKeys) {
        byFlag.entrySet().removeIf(series -> {
            boolean gone =
                    !flagKeys.contains(series.getKey()) && !series.getKey().equals(OTHER);
            if (gone) {
                registry.remove(series.getValue());
            }
            return gone;
        });
        for (String flagKey : flagKeys) {
            if (byFlag.size() > MOST_FLAGS) {
                return;
            }
            byFlag.computeIfAbsent(flagKey, this::byFlag);
        }
    }

    private Counter byFlag(String flagKey) {
        return Counter.builder(BY_FLAG)
                .description(BY_FLAG_HELP)
                .tag("flag", flagKey)
                .register(registry);
    }
}
