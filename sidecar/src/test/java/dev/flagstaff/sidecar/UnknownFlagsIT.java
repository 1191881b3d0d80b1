package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.TestRedis;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Invariant "no I/O on the hot path": traffic for flags that don't exist costs Redis nothing and memory nothing.
@Timeout(300)
class UnknownFlagsIT {
    private static final int REQUESTS = 100_000;
    private static final int CONNECTIONS = 2;
    private static final int BATCH = 500;
    private static final String MISSES = "flagstaff_cache_misses_total";
    private static final String CONNECTION = "cmdstat_hello:calls=";

    @Test
    void aHundredThousandRequestsForUnknownFlagsCauseNoCommandAndNoGrowth() throws Exception {
        try (var redis = TestRedis.start(new String[0])) {
            try (var writer = Writer.to(redis.url())) {
                writer.put("known", "", 0);
            }
            try (var sidecar = RunningSidecar.at(redis.url())) {
                assertThat(sidecar.api().get("/api/flags/unknown").statusCode()).isEqualTo(404);
                var samples = sidecar.scrape().samples().keySet();
                double misses = sidecar.scrape().value(MISSES);

                int rounds = 0;
                Set<String> before;
                do {
                    before = commands(redis);
                    requestUnknownFlags(sidecar.sidecar().port());
                    rounds++;
                    // A machine that is very busy may lose a ping, and then everything is read for another reason.
                } while (rounds < 3 && connections(before) < connections(commands(redis)));

                assertThat(commands(redis)).isEqualTo(before);
                assertThat(sidecar.scrape().value(MISSES)).isEqualTo(misses + (double) rounds * REQUESTS);
                assertThat(sidecar.scrape().samples().keySet()).isEqualTo(samples);
                assertThat(sidecar.scrape().value("flagstaff_definitions")).isEqualTo(1);
            }
        }
    }

    private static void requestUnknownFlags(int port) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var senders = new ArrayList<Callable<Integer>>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                String beginning = "unknown-" + connection + "-";
                senders.add(() -> notFound(port, beginning));
            }
            for (var answered : threads.invokeAll(senders)) {
                assertThat(answered.get()).isEqualTo(REQUESTS / CONNECTIONS);
            }
        }
    }

    /// Sends its requests one behind the other on one connection.
    ///
    /// @return how many of them were answered with 404
    private static int notFound(int port, String beginning) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var answers = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
            int notFound = 0;
            for (int sent = 0; sent < REQUESTS / CONNECTIONS; sent += BATCH) {
                var batch = new StringBuilder();
                for (int i = sent; i < sent + BATCH; i++) {
                    batch.append("GET /api/flags/")
                            .append(beginning)
                            .append(i)
                            .append("/evaluate?environment=e&subject=s HTTP/1.1\r\nHost: localhost\r\n\r\n");
                }
                socket.getOutputStream().write(batch.toString().getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < BATCH; i++) {
                    notFound += readStatus(answers) == 404 ? 1 : 0;
                }
            }
            return notFound;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int readStatus(BufferedInputStream in) throws IOException {
        int status = Integer.parseInt(line(in).split(" ", 3)[1]);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            if (header.regionMatches(true, 0, "content-length:", 0, 15)) {
                length = Integer.parseInt(header.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return status;
    }

    private static String line(BufferedInputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("the connection was closed");
            }
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /// How often Redis was asked for what, but for pings and for this very question.
    private static Set<String> commands(TestRedis redis) {
        return Arrays.stream(redis.cli().info("commandstats").split("\r\n"))
                .filter(line -> line.startsWith("cmdstat_"))
                .filter(line -> !line.startsWith("cmdstat_info:") && !line.startsWith("cmdstat_ping:"))
                .map(line -> line.substring(0, line.indexOf(',')))
                .collect(Collectors.toSet());
    }

    private static int connections(Set<String> commands) {
        return commands.stream()
                .filter(line -> line.startsWith(CONNECTION))
                .mapToInt(line -> Integer.parseInt(line.substring(CONNECTION.length())))
                .sum();
    }
}
