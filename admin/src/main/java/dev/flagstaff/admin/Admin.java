package dev.flagstaff.admin;

import dev.flagstaff.http.Door;
import dev.flagstaff.http.HostRule;
import dev.flagstaff.http.Listener;
import dev.flagstaff.http.Management;
import dev.flagstaff.http.OriginRule;
import dev.flagstaff.http.Readiness;
import dev.flagstaff.http.Readiness.Condition;
import dev.flagstaff.http.ServerCertificate;
import dev.flagstaff.lifecycle.Started;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.Redis;
import dev.flagstaff.redis.RefusedDefinitions;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running admin. Thread-safe.
public final class Admin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Admin.class);
    /// A client hears within a second that Redis is away.
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final Started parts;
    private final FlagStore store;
    private final Listener api;
    private final Listener management;

    private Admin(Started parts, FlagStore store, Listener api, Listener management) {
        this.parts = parts;
        this.store = store;
        this.api = api;
        this.management = management;
    }

    /// Starts to serve. Redis need not be there: until it is, requests are answered with 503.
    ///
    /// @param logs what this process logs; from now on it goes to a Redis stream as well
    /// @throws dev.flagstaff.http.ListenFailureException when an address cannot be listened on
    public static Admin start(AdminConfig config, Logs logs) {
        var parts = new Started();
        return Started.wholeOrNot(parts, () -> start(config, logs, parts));
    }

    private static Admin start(AdminConfig config, Logs logs, Started parts) {
        var tokens = config.tokens();
        var tokenFile = tokens == null ? null : TokenFile.open(tokens);
        var tls = config.tls();
        var certificate = tls == null
                ? null
                : ServerCertificate.open(
                        "FLAGSTAFF_ADMIN_TLS_CERT and FLAGSTAFF_ADMIN_TLS_KEY", tls.certificate(), tls.key());
        var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        parts.add(metrics::close);
        var redis = parts.add(Redis.at(config.redis(), config.prefix()));
        parts.add(logs.attach(parts.add(redis.logStream(config.logStreamKey()))));
        var refused = new RefusedDefinitions();
        var keyspaceEvents = new KeyspaceEvents(config.setKeyspaceEvents());
        var store = parts.add(redis.store(PATIENCE, connected -> {
            keyspaceEvents.check(connected);
            EvictionPolicy.check(connected);
        }));
        var counted = new AdminMetrics(metrics, store, refused, logs);
        var access = new Access(tokenFile, metrics);
        var reads = new ReadYourWrites(config.minRevisionWait());
        var router = AdminApi.router(store, refused, Clock.systemUTC(), reads, counted, access);
        StoreApi.addTo(router, store, config.prefix(), access);
        Documentation.addTo(router);
        var api = parts.add(Listener.start(
                "admin API", config.host(), config.port(), door(config, certificate), router, AdminApi::problem));
        var history = new Readiness.History();
        var management = parts.add(Management.start(
                config.managementHost(),
                config.managementPort(),
                config.limits(),
                () -> history.note(conditions(store)),
                metrics,
                UnaryOperator.identity()));
        LOG.info("serving the admin API at {}, health and metrics at {}", api.url(), management.url());
        return new Admin(parts, store, api, management);
    }

    private static List<Condition> conditions(FlagStore store) {
        String outage = store.outage();
        String detail = outage.isEmpty() ? "Redis is connected for reads and for writes." : outage + ".";
        String trouble = store.writeTrouble();
        return List.of(
                new Condition("connected", outage.isEmpty(), true, detail),
                new Condition(
                        "writable",
                        trouble.isEmpty(),
                        false,
                        trouble.isEmpty()
                                ? "No write failed, or a later one went through."
                                : "The last write failed: " + trouble + "."));
    }

    /// Where no token keeps strangers out, web pages in a browser on this machine are strangers, too.
    private static Door door(AdminConfig config, @Nullable ServerCertificate certificate) {
        var door = Door.within(config.limits()).encryptedWith(certificate);
        return config.isOpenOnLoopback() ? door.with(HostRule.LOOPBACK).with(OriginRule.LOOPBACK) : door;
    }

    /// Completes when Redis is connected for the first time.
    public CompletionStage<Void> connected() {
        return store.connected();
    }

    /// The port of the admin API.
    int port() {
        return api.port();
    }

    /// The port of health and metrics.
    public int managementPort() {
        return management.port();
    }

    /// Where the admin API is, as the beginning of a URL.
    public String url() {
        return api.url();
    }

    @Override
    public void close() {
        parts.close();
    }
}
