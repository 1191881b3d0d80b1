package dev.flagstaff.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One run of wrk.
///
/// @param p50 milliseconds
/// @param p99 milliseconds
record Wrk(long requests, double perSecond, double p50, double p99) {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([0-9.]+)");
    private static final Pattern P50 = Pattern.compile("50%\\s+([0-9.]+)(us|ms|s)");
    private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");

    /// @param script what to send, as wrk's Lua; the GET of the URL where it is empty
    /// @throws IOException also where an answer was no success
    static Wrk run(int connections, double seconds, String url, String... script) throws IOException {
        var command = new ArrayList<>(
                List.of("wrk", "-t1", "-c" + connections, "-d" + Math.max(1, Math.round(seconds)) + "s", "--latency"));
        for (String file : script) {
            command.add("-s");
            command.add(file);
        }
        command.add(url);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (output.contains("Non-2xx") || output.contains("Socket errors")) {
            throw new IOException(url + ": " + output);
        }
        return new Wrk(
                Long.parseLong(found(REQUESTS, output).group(1)),
                Double.parseDouble(found(RATE, output).group(1)),
                millis(found(P50, output)),
                millis(found(P99, output)));
    }

    private static Matcher found(Pattern pattern, String output) throws IOException {
        var matcher = pattern.matcher(output);
        if (!matcher.find()) {
            throw new IOException("wrk says: " + output);
        }
        return matcher;
    }

    private static double millis(Matcher time) {
        double number = Double.parseDouble(time.group(1));
        return switch (time.group(2)) {
            case "us" -> number / 1_000;
            case "s" -> number * 1_000;
            default -> number;
        };
    }
}
