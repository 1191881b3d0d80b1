package dev.flagstaff.sidecar;

import dev.flagstaff.http.Door;
import dev.flagstaff.http.HostRule;
import dev.flagstaff.http.Listener;
import dev.flagstaff.http.Management;
import dev.flagstaff.lifecycle.Started;
import dev.flagstaff.ofrep.EventStreams;
import dev.flagstaff.redis.Redis;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running sidecar. Thread-safe.
public final class Sidecar implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sidecar.class);
    /// How long Redis has to answer before flags of the snapshot are served.
    private static final Duration REDIS_PATIENCE = Duration.ofMillis(500);

    private final Started parts;
    private final FlagCache cache;
    private final Listener evaluation;
    private final Listener management;

    private Sidecar(Started parts, FlagCache cache, Listener evaluation, Listener management) {
        this.parts = parts;
        this.cache = cache;
        this.evaluation = evaluation;
        this.management = management;
    }

    /// Starts to serve. Redis need not be there: until definitions are loaded, evaluations are answered with 503.
    ///
    /// @throws dev.flagstaff.http.ListenFailureException when an address cannot be listened on
    public static Sidecar start(SidecarConfig config) {
        var parts = new Started();
        return Started.wholeOrNot(parts, () -> start(config, parts));
    }

    private static Sidecar start(SidecarConfig config, Started parts) {
        // First: to connect takes the longest, and the rest is made meanwhile. Should that fail, this ends with it.
        var redis = parts.add(Redis.at(config.redis(), config.prefix()));
        var feed = parts.add(redis.feed(config.feed()));
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        parts.add(metrics::close);
        var evaluations = new EvaluationMetrics(metrics);
        var snapshots = parts.add(Snapshots.in(config.snapshots(), config.prefix(), metrics));
        var cache = new FlagCache();
        cache.observe(view -> evaluations.known(cache.flagKeys()));
        cache.observe(snapshots::remember);
        var connection = new Connection();
        var changes = new ChangeMetrics(metrics, Clock.systemUTC());
        var applier = new Applier(cache, connection, changes, snapshots.remembered());
        SidecarMetrics.register(cache, applier, connection, metrics);
        var streams = EventStreams.start(metrics);
        cache.observe(streams::serving);
        feed.follow(applier);
        // From here on it tells those above, which must not end before it; parts end in reverse order, and a feed that
        // has ended does nothing when it is to end again.
        parts.add(feed);
        var evaluation = parts.add(Listener.start(
                "evaluation API",
                config.host(),
                config.port(),
                Door.within(config.limits()).with(HostRule.LOOPBACK),
                EvaluationApi.router(cache, connection, config.minRevisionWait(), streams, config.ofrep(), evaluations),
                failure -> Optional.empty()));
        // Before the listener, which waits for answers to end.
        parts.add(streams);
        var readiness = new SidecarReadiness(cache, applier, connection, snapshots, config.maxStaleness());
        var management = parts.add(Management.start(
                config.managementHost(),
                config.managementPort(),
                config.limits(),
                readiness::now,
                metrics,
                router -> SnapshotApi.addTo(router, cache, config.prefix())));
        if (snapshots.remembered() != null) {
            CompletableFuture.delayedExecutor(REDIS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(applier::serveRemembered);
        }
        LOG.info("serving evaluations at {}, health and metrics at {}", evaluation.url(), management.url());
        return new Sidecar(parts, cache, evaluation, management);
    }

    /// Completes when definitions are loaded for the first time.
    public CompletionStage<Void> loaded() {
        return cache.loaded().minimalCompletionStage();
    }

    /// The port of the evaluation API.
    int port() {
        return evaluation.port();
    }

    /// The port of health and metrics.
    public int managementPort() {
        return management.port();
    }

    /// Where the evaluation API is, as the beginning of a URL.
    public String url() {
        return evaluation.url();
    }

    @Override
    public void close() {
        parts.close();
    }
}
