import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Makes the image's AOT cache: runs a sidecar as the image will, lets it do all that a sidecar does, and ends it. What it
/// loaded and compiled meanwhile goes into the cache. An answer other than the expected one fails the build.
///
/// It does all of it, but not for long: each start compiles right away what was hot here, so that should be what is hot in
/// a start.
///
///     java Training.java ENTRYPOINT REDIS-SERVER CACHE
///
/// Alone in its file, so that the build's JDK runs it from source.
public final class Training {
    private static final int FLAGS = 1_000;
    private static final int CONNECTIONS = 8;
    private static final int ROUNDS = 100;
    private static final int CHANGES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String JSON = "application/json";
    /// What is compiled here is compiled in each start: only what is called four times as often as usual.
    private static final String PATIENT_COMPILERS = "-XX:CompileThresholdScaling=4";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String admin;
    private final String sidecar;
    private final String management;

    private Training(int admin, int sidecar, int management) {
        this.admin = "http://127.0.0.1:" + admin + "/api/admin/flags";
        this.sidecar = "http://127.0.0.1:" + sidecar;
        this.management = "http://127.0.0.1:" + management;
    }

    public static void main(String[] arguments) throws Exception {
        var ports = freePorts(5);
        var url = "redis://127.0.0.1:" + ports.get(0);
        var processes = new ArrayList<Process>();
        try {
            processes.add(started(
                    Map.of(),
                    arguments[1], "--port", ports.get(0).toString(), "--bind", "127.0.0.1", "--save", "",
                    "--notify-keyspace-events", "Kghs$xe"));
            processes.add(started(
                    Map.of(
                            "REDIS_URL", url,
                            "PORT", ports.get(1).toString(),
                            "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", ports.get(2).toString(),
                            "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1"),
                    "/bin/sh", arguments[0], "admin"));
            var training = new Training(ports.get(1), ports.get(3), ports.get(4));
            training.fill();
            var sidecar = started(
                    Map.of(
                            "REDIS_URL", url,
                            "FLAGSTAFF_SIDECAR_PORT", ports.get(3).toString(),
                            "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", ports.get(4).toString(),
                            "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1",
                            "FLAGSTAFF_ENVIRONMENT", "production",
                            "JAVA_OPTS", PATIENT_COMPILERS + " -XX:AOTCacheOutput=" + arguments[2]),
                    "/bin/sh", arguments[0], "sidecar");
            processes.add(sidecar);
            training.use();
            sidecar.destroy();
            if (!sidecar.waitFor(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the sidecar did not end");
            }
        } finally {
            processes.forEach(Process::destroy);
        }
        if (!Path.of(arguments[2]).toFile().isFile()) {
            throw new IllegalStateException("the sidecar left no " + arguments[2]);
        }
    }

    private static List<Integer> freePorts(int number) throws IOException {
        var sockets = new ArrayList<ServerSocket>();
        var ports = new ArrayList<Integer>();
        for (int i = 0; i < number; i++) {
            var socket = new ServerSocket(0);
            sockets.add(socket);
            ports.add(socket.getLocalPort());
        }
        for (var socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private static Process started(Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void fill() throws Exception {
        eventually(200, get(admin));
        for (int i = 0; i < FLAGS; i++) {
            expect(200, put(i, "{\"title\":\"Fast checkout for every team\",\"n\":" + i + "}"));
        }
    }

    private void use() throws Exception {
        eventually(200, get(evaluation(0, "user-1")));
        var clients = new ArrayList<Thread>();
        var failures = new ArrayList<Throwable>();
        for (int i = 0; i < CONNECTIONS; i++) {
            int first = i;
            clients.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int round = 0; round < ROUNDS; round++) {
                        evaluate(first + round * CONNECTIONS);
                    }
                } catch (Throwable failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            }));
        }
        for (int i = 0; i < CHANGES; i++) {
            change(i);
        }
        for (var thread : clients) {
            thread.join();
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("a request failed", failures.getFirst());
        }
    }

    /// What an application asks, most of it single evaluations.
    private void evaluate(int number) throws Exception {
        int flag = number % FLAGS;
        String subject = "user-" + number % 100;
        String context = "{\"context\":{\"targetingKey\":\"" + subject + "\",\"region\":\"us-west\",\"plan\":3}}";
        expect(200, get(evaluation(flag, subject)));
        expect(200, post("/ofrep/v1/evaluate/flags/flag-" + flag, context));
        if (number % 50 == 0) {
            String tag = expect(200, post("/ofrep/v1/evaluate/flags", context)).headers().firstValue("ETag").orElseThrow();
            var again = request("/ofrep/v1/evaluate/flags").header("Content-Type", JSON).header("If-None-Match", tag);
            int status = send(again.POST(HttpRequest.BodyPublishers.ofString(context)).build()).statusCode();
            if (status != 304 && status != 200) { // 200 where a change came in between
                throw new IllegalStateException("304 was expected, not " + status);
            }
            expect(200, get(sidecar + "/api/flags/flag-" + flag));
            expect(404, get(sidecar + "/api/flags/none/evaluate?environment=production&subject=u"));
            expect(400, get(sidecar + "/api/flags/none/evaluate?environment=production"));
            expect(400, post("/ofrep/v1/evaluate/flags/flag-1", "{}"));
        }
        if (number % 1_000 == 0) {
            expect(200, get(management + "/metrics"));
            expect(200, get(management + "/livez"));
            expect(200, get(management + "/readyz"));
            expect(200, get(management + "/snapshot"));
            expect(200, get(sidecar + "/api/flags"));
        }
    }

    /// A change, until it is seen.
    private void change(int number) throws Exception {
        String value = "\"changed-" + number + "\"";
        expect(200, put(0, value));
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (!send(get(evaluation(0, "user-1"))).body().contains(value)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("a change did not arrive");
            }
        }
    }

    private HttpRequest put(int flag, String value) {
        return HttpRequest.newBuilder(URI.create(admin + "/flag-" + flag))
                .header("Content-Type", JSON)
                .PUT(HttpRequest.BodyPublishers.ofString("{\"defaultEnabled\":true,\"environments\":{"
                        + "\"production\":{\"enabled\":true,\"rolloutPercent\":50,\"value\":" + value
                        + ",\"allowlistUsers\":[\"user-1\",\"user-2\"],\"allowlistRegions\":[\"us-east\"]},"
                        + "\"staging\":{\"enabled\":false,\"rolloutPercent\":100,\"value\":null}}}"))
                .build();
    }

    private String evaluation(int flag, String subject) {
        return sidecar + "/api/flags/flag-" + flag + "/evaluate?environment=production&subject=" + subject;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(sidecar + path));
    }

    private HttpRequest post(String path, String body) {
        return request(path).header("Content-Type", JSON).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private static HttpRequest get(String url) {
        return HttpRequest.newBuilder(URI.create(url)).build();
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> expect(int status, HttpRequest request) throws IOException, InterruptedException {
        var response = send(request);
        if (response.statusCode() != status) {
            throw new IllegalStateException(request + ": " + response.statusCode() + " " + response.body());
        }
        return response;
    }

    private void eventually(int status, HttpRequest request) throws InterruptedException {
        var end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (send(request).statusCode() == status) {
                    return;
                }
            } catch (IOException notYet) {
                // Nobody listens so far.
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(request + " is not answered");
            }
            Thread.sleep(20);
        }
    }
}
