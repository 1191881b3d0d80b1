package dev.flagstaff.sidecar;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// What a scrape reads off the parts of a sidecar, which others keep: meters refer to them weakly. Stateless.
final class SidecarMetrics {
    private SidecarMetrics() {}

    static void register(FlagCache cache, Applier applier, Connection connection, MeterRegistry registry) {
        gauge(
                registry,
                "flagstaff.revision",
                "The store's revision up to which every change is served",
                cache,
                SidecarMetrics::revision);
        gauge(registry, "flagstaff.definitions", "Definitions in memory", cache, SidecarMetrics::definitions);
        gauge(
                registry,
                "flagstaff.definitions.refused",
                "Flags in Redis that cannot be read; their last good definition is served",
                applier,
                Applier::refusedCount);
        gauge(
                registry,
                "flagstaff.redis.connected",
                "Whether changes arrive from Redis",
                connection,
                one -> one.isUp() ? 1 : 0);
        gauge(
                registry,
                "flagstaff.store.suspect",
                "Whether Redis holds another store than the flags come from, or lost its index; what it lacks is served on",
                applier,
                one -> one.suspicion().isAny() ? 1 : 0);
        TimeGauge.builder("flagstaff.staleness", connection, TimeUnit.NANOSECONDS, Connection::stalenessNanos)
                .description("Time since the definitions were last known to be all there is")
                .register(registry);
        counter(registry, "flagstaff.cache.hits", "Look-ups that found a flag", cache, CacheStats::hitCount);
        counter(registry, "flagstaff.cache.misses", "Look-ups that found none", cache, CacheStats::missCount);
    }

    private static <T> void gauge(
            MeterRegistry registry, String name, String help, T source, ToDoubleFunction<T> value) {
        Gauge.builder(name, source, value).description(help).register(registry);
    }

    private static void counter(
            MeterRegistry registry, String name, String help, FlagCache cache, ToDoubleFunction<CacheStats> value) {
        FunctionCounter.builder(name, cache, one -> value.applyAsDouble(one.stats()))
                .description(help)
                .register(registry);
    }

    private static double revision(FlagCache cache) {
        var view = cache.view();
        return view == null ? 0 : view.revision();
    }

    private static double definitions(FlagCache cache) {
        var view = cache.view();
        return view == null ? 0 : view.flags().size();
    }
}
