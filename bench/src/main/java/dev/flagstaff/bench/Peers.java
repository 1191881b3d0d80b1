package dev.flagstaff.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Servers of others, asked for one flag by a hundred subjects in turns as ours is. Each is a directory, whose files
/// say how: `start` becomes the server, `url` is what to ask, `body` what to post there (GET where there is none),
/// `answer` what a right answer has in it. The word `SUBJECT` stands for the subject.
record Peers(String name, URI url, String body, String answer, Path start) {
    private static final int CONNECTIONS = 16;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    /// @param work where logs and scripts go
    static void measure(Path peers, Path work, Figures figures, int rounds, double factor) throws IOException {
        try (var directories = Files.newDirectoryStream(peers, Files::isDirectory)) {
            for (Path directory : directories) {
                var peer = read(directory);
                for (int round = 0; round < rounds; round++) {
                    peer.measure(work, figures, factor);
                }
            }
        }
    }

    private static Peers read(Path directory) throws IOException {
        Path body = directory.resolve("body");
        return new Peers(
                directory.getFileName().toString(),
                URI.create(Files.readString(directory.resolve("url")).strip()),
                Files.exists(body) ? Files.readString(body).strip() : "",
                Files.readString(directory.resolve("answer")).strip(),
                directory.resolve("start"));
    }

    private void measure(Path work, Figures figures, double factor) throws IOException {
        Path script = Files.writeString(work.resolve(name + ".lua"), script());
        try (var server = Server.start(
                work.resolve(name + ".log"), Map.of(), start.toAbsolutePath().toString())) {
            server.await(
                    this::answersRight,
                    PATIENCE_NANOS,
                    name + " does not answer with " + answer + "; its log is in " + work);
            figures.seen(name + ": start", "ms", (System.nanoTime() - server.startedAt()) / 1e6);
            figures.seen(name + ": RSS, idle", "MiB", server.memory().resident());
            Sections.cost(server, CONNECTIONS, 10 * factor, url.toString(), script.toString());
            var cost = Sections.cost(server, CONNECTIONS, 10 * factor, url.toString(), script.toString());
            figures.seen(name + ": CPU", "µs", cost.micros());
            figures.seen(name + ": rate", "/s", cost.wrk().perSecond());
            figures.seen(name + ": p50", "ms", cost.wrk().p50());
            figures.seen(name + ": p99", "ms", cost.wrk().p99());
            figures.seen(name + ": RSS, after load", "MiB", server.memory().resident());
        }
    }

    private boolean answersRight() {
        try (var connection = new HttpConnection(url)) {
            return connection
                    .exchange(method(), of("user-1", target()), of("user-1", body))
                    .contains(answer);
        } catch (IOException notYet) {
            return false;
        }
    }

    private String script() {
        return """
                local asked = {}
                local n = 0
                init = function()
                  for i = 1, 100 do
                    local subject = 'user-' .. i
                    local target = string.gsub([[%s]], 'SUBJECT', subject)
                    local body = string.gsub([[%s]], 'SUBJECT', subject)
                    asked[i] = wrk.format('%s', target, {['Content-Type'] = 'application/json'}, body)
                  end
                end
                request = function() n = n %% 100 + 1 return asked[n] end
                """.formatted(target(), body, method());
    }

    private String method() {
        return body.isEmpty() ? "GET" : "POST";
    }

    private String target() {
        return url.getRawQuery() == null ? url.getRawPath() : url.getRawPath() + "?" + url.getRawQuery();
    }

    private static String of(String subject, String text) {
        return text.replace("SUBJECT", subject);
    }
}
