package dev.flagstaff.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// What `bench/run` measures, one method for each name. Used by one thread.
final class Sections {
    private static final int FLAGS = 1_000;
    private static final int CONNECTIONS = 16;
    private static final String BULK = "/ofrep/v1/evaluate/flags";
    private static final String REPEATED = """
            wrk.method = 'POST'
            wrk.headers['Content-Type'] = 'application/json'
            wrk.headers['If-None-Match'] = '%s'
            wrk.body = '%s'
            """;

    private static final String PUT_BODY =
            "{\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,"
                    + "\"rolloutPercent\":25,\"value\":{\"title\":\"x\"},\"allowlistUsers\":[\"user-1\"]}}}";
    /// A thousand flags in turns.
    private static final String PUT = """
            local n = 0
            wrk.method = 'PUT'
            wrk.headers['Content-Type'] = 'application/json'
            wrk.body = '%s'
            request = function() n = n %% 1000 + 1 return wrk.format(nil, '/api/admin/flags/put-' .. n) end
            """.formatted(PUT_BODY);

    private static final String POST = "'POST', '%s', {['Content-Type'] = 'application/json'}, "
            + "'{\"context\":{\"targetingKey\":\"user-' .. i .. '\"}}'";

    private final Stage stage;
    private final Figures figures;
    private final int rounds;
    private final double factor;

    Sections(Stage stage, Figures figures, int rounds, double factor) {
        this.stage = stage;
        this.figures = figures;
        this.rounds = rounds;
        this.factor = factor;
    }

    /// One load and what it cost the server.
    record Cost(Wrk wrk, double micros) {}

    static Cost cost(Server server, int connections, double seconds, String url, String... script) throws IOException {
        double before = server.cpuSeconds();
        var wrk = Wrk.run(connections, seconds, url, script);
        return new Cost(wrk, (server.cpuSeconds() - before) / wrk.requests() * 1e6);
    }

    void start() throws IOException {
        stage.store.fill(FLAGS);
        for (int round = 0; round < rounds; round++) {
            try (var sidecar = stage.startSidecar(FLAGS)) {
                figures.atMost("start, 1,000 flags", "ms", 500, (System.nanoTime() - sidecar.startedAt()) / 1e6);
                figures.atMost("start, CPU", "s", 1, sidecar.cpuSeconds());
            }
        }
    }

    void cpu() throws IOException {
        stage.store.fill(FLAGS);
        String evaluate =
                script("evaluate", "'GET', '/api/flags/flag-1/evaluate?environment=production&subject=user-' .. i");
        String single = script("single", POST.formatted(BULK + "/flag-1"));
        try (var sidecar = stage.startSidecar(FLAGS);
                var nginx = stage.startNginx(ask(Stage.evaluation(1)), "")) {
            cost(sidecar, CONNECTIONS, 10 * factor, stage.sidecar() + "/", evaluate);
            cost(sidecar, CONNECTIONS, 5 * factor, stage.sidecar() + "/", single);
            for (int round = 0; round < rounds; round++) {
                var constant = cost(nginx, CONNECTIONS, 5 * factor, stage.nginx() + "/", evaluate);
                figures.seen("nginx, a constant: CPU", "µs", constant.micros());
                figures.seen("nginx: rate", "/s", constant.wrk().perSecond());
                figures.seen("nginx: p99", "ms", constant.wrk().p99());
                compare("evaluate", cost(sidecar, CONNECTIONS, 5 * factor, stage.sidecar() + "/", evaluate), constant);
                compare(
                        "OFREP single",
                        cost(sidecar, CONNECTIONS, 5 * factor, stage.sidecar() + "/", single),
                        constant);
            }
        }
    }

    private void compare(String what, Cost ours, Cost constant) {
        figures.seen(what + ": CPU", "µs", ours.micros());
        figures.seen(what + ": p99", "ms", ours.wrk().p99());
        figures.atMost(what + ": CPU beside nginx", "×", 2, ours.micros() / constant.micros());
        figures.atLeast(
                what + ": rate beside nginx",
                "×",
                0.5,
                ours.wrk().perSecond() / constant.wrk().perSecond());
        figures.atMost(
                what + ": p99 beside nginx",
                "×",
                2,
                ours.wrk().p99() / constant.wrk().p99());
    }

    void latency() throws IOException, InterruptedException {
        stage.store.fill(FLAGS);
        try (var sidecar = stage.startSidecar(FLAGS);
                var nginx = stage.startNginx(ask(Stage.evaluation(1)), "")) {
            String target = Stage.evaluation(1);
            double capacity = cost(sidecar, CONNECTIONS, 10 * factor, stage.sidecar() + target)
                    .wrk()
                    .perSecond();
            // The generator is compiled as well.
            OpenLoop.run(stage.nginx(), "/", capacity / 2, 5 * factor);
            OpenLoop.run(stage.sidecar(), target, capacity / 2, 5 * factor);
            for (int round = 0; round < rounds; round++) {
                double theirs =
                        cost(nginx, 1, 4 * factor, stage.nginx() + "/").wrk().p50();
                double ours = cost(sidecar, 1, 4 * factor, stage.sidecar() + target)
                        .wrk()
                        .p50();
                figures.seen("p50 at 1 connection", "ms", ours);
                figures.atMost("p50 at 1 connection beside nginx", "×", 1.5, ours / theirs);
                var open = OpenLoop.run(stage.nginx(), "/", capacity / 2, 6 * factor);
                var ourOpen = OpenLoop.run(stage.sidecar(), target, capacity / 2, 6 * factor);
                figures.seen("open loop at half of capacity: p99.9", "ms", ourOpen.getValueAtPercentile(99.9) / 1e6);
                figures.atMost(
                        "open loop: p99.9 beside nginx",
                        "×",
                        3,
                        (double) ourOpen.getValueAtPercentile(99.9) / open.getValueAtPercentile(99.9));
            }
        }
    }

    void bulk() throws IOException {
        stage.store.fill(FLAGS);
        String fresh =
                stage.script("fresh", """
                local i = 0
                request = function() i = i + 1 return wrk.format(%s) end
                """.formatted(POST.formatted(BULK))).toString();
        String body = "{\"context\":{\"targetingKey\":\"user-1\"}}";
        String repeated =
                stage.script("repeated", REPEATED.formatted("\"none\"", body)).toString();
        try (var sidecar = stage.startSidecar(FLAGS);
                var connection = new HttpConnection(stage.sidecar());
                var nginx = stage.startNginx("{}", connection.exchange("POST", BULK, body))) {
            String tag = connection.header("etag");
            String known = stage.script("known", REPEATED.formatted(tag, body)).toString();
            cost(sidecar, CONNECTIONS, 8 * factor, stage.sidecar() + BULK, fresh);
            for (int round = 0; round < rounds; round++) {
                double file = cost(nginx, CONNECTIONS, 4 * factor, stage.nginx() + "/bulk")
                        .wrk()
                        .perSecond();
                double again = cost(sidecar, CONNECTIONS, 4 * factor, stage.sidecar() + BULK, repeated)
                        .wrk()
                        .perSecond();
                figures.atLeast("bulk, same context: rate beside nginx", "×", 0.5, again / file);
                var first = cost(sidecar, CONNECTIONS, 4 * factor, stage.sidecar() + BULK, fresh);
                figures.atLeast(
                        "bulk, new context: rate", "/s", 750, first.wrk().perSecond());
                figures.atMost("bulk, new context: CPU", "ms", 2, first.micros() / 1_000);
                var single = cost(sidecar, CONNECTIONS, 3 * factor, stage.sidecar() + Stage.evaluation(1));
                var unchanged = cost(sidecar, CONNECTIONS, 3 * factor, stage.sidecar() + BULK, known);
                figures.atMost(
                        "bulk, 304: CPU beside a single evaluation", "×", 1.2, unchanged.micros() / single.micros());
            }
        }
    }

    void memory() throws IOException {
        stage.store.fill(FLAGS);
        try (var sidecar = stage.startSidecar(FLAGS)) {
            pause(6);
            figures.seen("idle: RSS", "MiB", sidecar.memory().resident());
            figures.seen("idle: anonymous", "MiB", sidecar.memory().anonymous());
            Wrk.run(CONNECTIONS, 60 * factor, stage.sidecar() + Stage.evaluation(1));
            figures.atMost("after load: RSS", "MiB", 88, sidecar.memory().resident());
            figures.atMost("after load: anonymous", "MiB", 56, sidecar.memory().anonymous());
        }
    }

    void scale() throws IOException {
        double[] millis = new double[4];
        double[] anonymous = new double[4];
        double[] micros = new double[4];
        int[] sizes = {1, 1_000, 10_000, 100_000};
        for (int i = 0; i < sizes.length; i++) {
            stage.store.fill(sizes[i]);
            try (var sidecar = stage.startSidecar(sizes[i])) {
                millis[i] = (System.nanoTime() - sidecar.startedAt()) / 1e6;
                pause(6);
                anonymous[i] = sidecar.memory().anonymous();
                Wrk.run(CONNECTIONS, 8 * factor, stage.sidecar() + Stage.evaluation(1));
                micros[i] = cost(sidecar, CONNECTIONS, 5 * factor, stage.sidecar() + Stage.evaluation(1))
                        .micros();
                String flags = sizes[i] + " flags: ";
                figures.seen(flags + "ready", "ms", millis[i]);
                figures.seen(flags + "anonymous, idle", "MiB", anonymous[i]);
                figures.seen(flags + "CPU", "µs", micros[i]);
            }
        }
        figures.atMost("10,000 flags: CPU beside 1 flag", "×", 1.05, micros[2] / micros[0]);
        figures.atMost("a flag's share of start", "µs", 40, (millis[3] - millis[0]) * 1_000 / sizes[3]);
        figures.atMost("a flag's memory", "KiB", 1.5, (anonymous[3] - anonymous[0]) * 1_024 / sizes[3]);
    }

    void propagation() throws IOException, InterruptedException {
        stage.store.fill(FLAGS);
        try (var admin = stage.startAdmin();
                var sidecar = stage.startSidecar(FLAGS)) {
            for (int round = 0; round < rounds; round++) {
                propagation("idle");
            }
            double capacity = cost(sidecar, CONNECTIONS, 5 * factor, stage.sidecar() + Stage.evaluation(1))
                    .wrk()
                    .perSecond();
            double seconds = rounds * 20;
            var load = Thread.ofPlatform().daemon().start(() -> {
                try {
                    OpenLoop.run(stage.sidecar(), Stage.evaluation(1), capacity / 2, seconds);
                } catch (IOException | InterruptedException ended) {
                    // With the sidecar, when there is nothing left to measure.
                }
            });
            for (int round = 0; round < rounds && load.isAlive(); round++) {
                propagation("half load");
            }
            figures.seen("admin: anonymous", "MiB", admin.memory().anonymous());
        }
    }

    private void propagation(String when) throws IOException, InterruptedException {
        var seen = Propagation.measure(stage.admin(), stage.sidecar(), stage.redisUrl());
        double allowed = seen.bare().millis(0.5) * 1.5 + 1;
        figures.atMost(
                "a change, " + when + ": p50 beyond what is allowed",
                "ms",
                0,
                seen.changes().millis(0.5) - allowed);
        figures.seen("a change, " + when + ": p50", "ms", seen.changes().millis(0.5));
        figures.atMost("a change, " + when + ": p99", "ms", 5, seen.changes().millis(0.99));
    }

    void admin() throws IOException, InterruptedException {
        stage.store.fill(1);
        String put = stage.script("put", PUT).toString();
        try (var admin = stage.startAdmin();
                var puts = new HttpConnection(stage.admin())) {
            var bare = new BareWrites(
                    URI.create(stage.redisUrl()), () -> puts.exchange("PUT", "/api/admin/flags/bare", PUT_BODY));
            cost(admin, CONNECTIONS, 8 * factor, stage.admin() + "/", put);
            for (int round = 0; round < rounds; round++) {
                var many = cost(admin, CONNECTIONS, 4 * factor, stage.admin() + "/", put);
                figures.seen("admin: PUT", "/s", many.wrk().perSecond());
                figures.seen("admin: CPU of a PUT", "µs", many.micros());
                figures.atLeast(
                        "admin: PUT beside the same commands in a script",
                        "×",
                        0.3,
                        many.wrk().perSecond() / bare.perSecond());
            }
        }
    }

    /// At full load in a container of that size. Wants a container engine, and the image by the name `flagstaff:dev`.
    void container() throws IOException, InterruptedException {
        for (var limit : List.of(new int[] {80, 1_000}, new int[] {112, 10_000})) {
            stage.store.fill(limit[1]);
            var command = new ArrayList<>(List.of(
                    "docker",
                    "run",
                    "--rm",
                    "--network=host",
                    "--read-only",
                    "--memory=" + limit[0] + "m",
                    "--memory-swap=" + limit[0] + "m"));
            stage.sidecarSettings().forEach((name, value) -> command.add("--env=" + name + "=" + value));
            command.addAll(List.of("flagstaff:dev", "sidecar"));
            Path log = Path.of(System.getProperty("java.io.tmpdir"), "flagstaff-container.log");
            try (var container = Server.start(log, Map.of(), command.toArray(String[]::new))) {
                stage.awaitAnswer(container, stage.sidecar(), Stage.evaluation(limit[1]));
                var wrk = Wrk.run(CONNECTIONS, 300 * factor, stage.sidecar() + Stage.evaluation(limit[1]));
                figures.seen(limit[0] + " MiB, " + limit[1] + " flags: rate", "/s", wrk.perSecond());
                figures.atLeast(limit[0] + " MiB, " + limit[1] + " flags: lives", "", 1, container.isAlive() ? 1 : 0);
            }
        }
    }

    /// Requests of a hundred subjects in turns, `i` among them.
    private String script(String name, String request) throws IOException {
        return stage.script(name, """
                local n = 0
                local asked = {}
                init = function() for i = 1, 100 do asked[i] = wrk.format(%s) end end
                request = function() n = n %% 100 + 1 return asked[n] end
                """.formatted(request)).toString();
    }

    private String ask(String target) throws IOException {
        try (var connection = new HttpConnection(stage.sidecar())) {
            return connection.exchange("GET", target, "");
        }
    }

    static void pause(double seconds) {
        LockSupport.parkNanos((long) (seconds * 1e9));
    }
}
