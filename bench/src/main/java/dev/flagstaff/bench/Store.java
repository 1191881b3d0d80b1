package dev.flagstaff.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Writes flags straight into Redis, all in one pipeline: a hundred thousand in seconds. Used by one thread.
final class Store implements AutoCloseable {
    private static final String AT = "2026-03-19T12:00:00.000Z";
    private static final int CHUNK = 5_000;

    private final Socket socket;
    private final InputStream in;
    private final ByteArrayOutputStream commands = new ByteArrayOutputStream();
    private int waiting;

    Store(int port) throws IOException {
        socket = new Socket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /// Replaces whatever there is by flags `flag-1` and so on, of two environments each.
    void fill(int flags) throws IOException {
        send("FLUSHALL");
        for (int i = 1; i <= flags; i++) {
            String key = "flag-" + i;
            String base = "feature-flags:flag:" + key;
            send("SADD", "feature-flags:index", key);
            send(
                    "HSET",
                    base,
                    "description",
                    "Controls banner " + i,
                    "defaultEnabled",
                    "true",
                    "updatedAt",
                    AT,
                    "revision",
                    String.valueOf(i));
            send("SADD", base + ":environments", "production", "staging");
            for (String environment : new String[] {"production", "staging"}) {
                String at = base + ":environment:" + environment;
                String value = "{\"title\":\"Fast checkout for every team\",\"n\":" + i + "}";
                send("HSET", at, "enabled", "true", "rolloutPercent", "50", "value", value, "updatedAt", AT);
                send("SADD", at + ":users", "user-1", "user-2", "user-3");
                send("SADD", at + ":regions", "us-west");
            }
        }
        send("SET", "feature-flags:revision", String.valueOf(flags));
        send("SET", "feature-flags:lineage", "bench-" + flags);
        flush();
    }

    /// How many commands the server has processed so far, this question among them.
    long commandsProcessed() throws IOException {
        return number("stats", "total_commands_processed:");
    }

    /// How often a command was called so far.
    long calls(String command) throws IOException {
        return number("commandstats", "cmdstat_" + command + ":calls=");
    }

    /// The number after these words, 0 where Redis does not say them.
    private long number(String section, String words) throws IOException {
        send("INFO", section);
        socket.getOutputStream().write(commands.toByteArray());
        commands.reset();
        waiting = 0;
        int length = Integer.parseInt(Lines.next(in).substring(1));
        String info = new String(in.readNBytes(length + 2), StandardCharsets.UTF_8);
        return info.lines()
                .filter(line -> line.startsWith(words))
                .mapToLong(line -> Long.parseLong(line.substring(words.length()).split(",", 2)[0]))
                .findFirst()
                .orElse(0);
    }

    private void send(String... words) throws IOException {
        commands.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.UTF_8));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            commands.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.UTF_8));
            commands.writeBytes(bytes);
            commands.writeBytes(new byte[] {'\r', '\n'});
        }
        waiting++;
        if (waiting == CHUNK) {
            flush();
        }
    }

    private void flush() throws IOException {
        socket.getOutputStream().write(commands.toByteArray());
        commands.reset();
        for (; waiting > 0; waiting--) {
            String answer = Lines.next(in);
            if (answer.startsWith("-")) {
                throw new IOException("Redis: " + answer);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
