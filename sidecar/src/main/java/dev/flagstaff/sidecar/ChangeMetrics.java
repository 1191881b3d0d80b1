package dev.flagstaff.sidecar;

import dev.flagstaff.redis.ChangeListener;
import dev.flagstaff.redis.ChangeSource;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// Counts what the applier does. Written by its thread, read by any.
final class ChangeMetrics {
    private static final Duration[] PROPAGATION_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30)
    };

    private final InstantSource clock;
    private final Map<ChangeSource, Counter> applied = new EnumMap<>(ChangeSource.class);
    private final Timer propagation;
    private final Counter regressions;

    ChangeMetrics(MeterRegistry registry, InstantSource clock) {
        this.clock = clock;
        for (var source : ChangeSource.values()) {
            applied.put(
                    source,
                    Counter.builder("flagstaff.changes.applied")
                            .description("Definitions that changed in memory, by what told of the change")
                            .tag("source", source.wireName())
                            .register(registry));
        }
        regressions = Counter.builder("flagstaff.store.regressions")
                .description("Times that the store went back to an earlier revision of the same lineage")
                .register(registry);
        propagation = Timer.builder("flagstaff.propagation")
                .description("Time from a change's publication to its being served, by the clocks of both machines")
                .serviceLevelObjectives(PROPAGATION_BUCKETS)
                .register(registry);
    }

    void regressed() {
        regressions.increment();
    }

    void applied(ChangeListener.Change change) {
        Objects.requireNonNull(applied.get(change.source())).increment();
        var publishedAt = change.publishedAt();
        if (publishedAt != null) {
            var took = Duration.between(publishedAt, clock.instant());
            // Clocks of two machines may disagree by more than a change takes.
            propagation.record(took.isNegative() ? Duration.ZERO : took);
        }
    }
}
