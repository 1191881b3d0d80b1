package dev.flagstaff.sidecar;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/// What a scrape reads off the cache. Stateless.
final class SidecarMetrics {
    private SidecarMetrics() {}

    static void register(FlagCache cache, MeterRegistry registry) {
        gauge("flagstaff.revision", "The store's revision up to which every change is served", SidecarMetrics::revision)
                .strong(cache, registry);
        gauge("flagstaff.definitions", "Definitions in memory", SidecarMetrics::definitions)
                .strong(cache, registry);
        gauge(
                        "flagstaff.definitions.refused",
                        "Flags in Redis that cannot be read; their last good definition is served",
                        FlagCache::refusedCount)
                .strong(cache, registry);
        gauge(
                        "flagstaff.redis.connected",
                        "Whether changes arrive from Redis",
                        one -> one.connection().isUp() ? 1 : 0)
                .strong(cache, registry);
        gauge(
                        "flagstaff.store.suspect",
                        "Whether Redis holds another store than the flags come from, or lost its index; what it lacks is served on",
                        one -> one.suspicion().isAny() ? 1 : 0)
                .strong(cache, registry);
        TimeGauge.builder(
                        "flagstaff.staleness",
                        cache,
                        TimeUnit.NANOSECONDS,
                        one -> one.connection().stalenessNanos())
                .description("Time since the definitions were last known to be all there is")
                .register(registry);
        counter(cache, registry, "flagstaff.cache.hits", "Look-ups that found a flag", CacheStats::hitCount);
        counter(cache, registry, "flagstaff.cache.misses", "Look-ups that found none", CacheStats::missCount);
    }

    private record CacheGauge(String name, String help, ToDoubleFunction<FlagCache> value) {
        void strong(FlagCache cache, MeterRegistry registry) {
            Gauge.builder(name, cache, value).description(help).register(registry);
        }
    }

    private static CacheGauge gauge(String name, String help, ToDoubleFunction<FlagCache> value) {
        return new CacheGauge(name, help, value);
    }

    private static void counter(
            FlagCache cache, MeterRegistry registry, String name, String help, ToDoubleFunction<CacheStats> value) {
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
