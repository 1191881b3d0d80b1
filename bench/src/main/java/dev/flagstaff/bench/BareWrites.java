package dev.flagstaff.bench;

import io.lettuce.core.RedisClient;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// The commands of one write by admin, as `MONITOR` sees them, in one script: its look, its transaction, and what is
/// read back. How often redis-benchmark can have that run is what admin is measured by. Used by one thread.
final class BareWrites {
    private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    /// A script is a transaction by itself, and `MONITOR` shows what a script does.
    private static final Set<String> BRACKETS =
            Set.of("WATCH", "MULTI", "EXEC", "EVALSHA", "EVALSHA_RO", "SCRIPT", "PING");

    private final int port;
    private final String sha;

    /// @param write a write by admin; its first ones may do more than the others
    BareWrites(URI redis, Write write) throws IOException {
        port = redis.getPort();
        for (int i = 0; i < 3; i++) {
            write.run();
        }
        var script = new StringBuilder();
        for (var command : seen(write)) {
            script.append("redis.call(").append(String.join(",", command)).append(") ");
        }
        try (var client = RedisClient.create(redis.toString())) {
            sha = client.connect().sync().scriptLoad(script.toString());
        }
    }

    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    private List<List<String>> seen(Write write) throws IOException {
        try (var monitor = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var in = new BufferedInputStream(monitor.getInputStream());
            monitor.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.US_ASCII));
            Lines.next(in);
            write.run();
            var commands = new ArrayList<List<String>>();
            for (String line = Lines.next(in); !line.contains("\"EXEC\""); line = Lines.next(in)) {
                var words =
                        WORD.matcher(line).results().map(word -> word.group(0)).toList();
                // Admin writes its log to Redis as well, later.
                if (!BRACKETS.contains(unquoted(words.getFirst())) && !words.contains("\"logs\"")) {
                    commands.add(words.stream().map(BareWrites::anyId).toList());
                }
            }
            return commands;
        }
    }

    private static String unquoted(String word) {
        return word.substring(1, word.length() - 1).toUpperCase(Locale.ROOT);
    }

    /// The id of a stream's entry has to be another one each time.
    private static String anyId(String word) {
        return word.matches("\"\\d+-0\"") ? "\"*\"" : word;
    }

    /// How many a second, 16 at a time.
    double perSecond() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        "redis-benchmark", "-p", port + "", "-c", "16", "-n", "60000", "--csv", "evalsha", sha, "0")
                .start();
        String csv = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        String[] cells =
                csv.strip().lines().reduce((first, last) -> last).orElse("").split("\",\"", -1);
        return Double.parseDouble(cells[1].replace("\"", ""));
    }
}
