package dev.flagstaff.http;

import io.helidon.http.Status;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The routes for kubelet and Prometheus: `/livez`, `/readyz`, `/metrics`. Thread-safe.
public final class Management {
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private Management() {}

    /// Listens and serves.
    ///
    /// @param readiness asked at every `/readyz`
    /// @param more what else is served there
    /// @throws ListenFailureException when the address cannot be listened on
    public static Listener start(
            String host,
            int port,
            HttpLimits limits,
            Supplier<Readiness> readiness,
            PrometheusMeterRegistry metrics,
            UnaryOperator<Router> more) {
        registerBuild(metrics);
        var router = more.apply(new Router())
                .get("/livez", exchange -> exchange.send(Status.OK_200, "text/plain", utf8("ok\n")))
                .get("/readyz", exchange -> ready(exchange, readiness.get()))
                .get("/metrics", exchange -> exchange.send(Status.OK_200, METRICS_TYPE, utf8(metrics.scrape())));
        return Listener.start("management", host, port, Door.within(limits), router, failure -> Optional.empty());
    }

    private static void ready(Exchange exchange, Readiness readiness) {
        var status = readiness.isReady() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503;
        exchange.send(status, "application/json", readiness.toJson());
    }

    private static void registerBuild(PrometheusMeterRegistry metrics) {
        Gauge.builder("flagstaff.build.info", () -> 1)
                .description("Always 1; the labels say what is running")
                .tag("version", version())
                .tag("java", Runtime.version().toString())
                .strongReference(true)
                .register(metrics);
    }

    private static String version() {
        return Objects.requireNonNullElse(Management.class.getPackage().getImplementationVersion(), "development");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
