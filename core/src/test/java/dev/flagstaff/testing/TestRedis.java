package dev.flagstaff.testing;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/// A Redis process of its own for one test class: the embedded binary on a free port of loopback, with keyspace
/// notifications on. It can be frozen, killed and started again on the same port, with or without its data. Used by
/// one thread.
public final class TestRedis implements AutoCloseable {
    /// So that every test can be run on another Redis or on Valkey.
    private static final String EXECUTABLE_VARIABLE = "FLAGSTAFF_TEST_REDIS";

    private static final Path EXECUTABLE = executable();
    /// The nodes of a cluster talk on a port that is so much higher.
    private static final int BUS_OFFSET = 10_000;

    private static final int FIRST_PORT = 12_000;

    private final int port = freePort();
    private final Path directory;
    private final List<String> options;
    private final boolean isSentinel;
    private @Nullable Process process;
    private @Nullable RedisClient client;
    private @Nullable StatefulRedisConnection<String, String> connection;

    private TestRedis(boolean isSentinel, List<String> options) {
        this.isSentinel = isSentinel;
        this.options = options;
        try {
            directory = Files.createTempDirectory("flagstaff-test-redis");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts one that keeps an append-only file, so that it has its data again after a restart.
    ///
    /// @param options more command line options, for example `--aclfile`
    public static TestRedis start(String... options) {
        var redis = new TestRedis(false, List.of(options));
        redis.start();
        return redis;
    }

    /// Starts a sentinel.
    ///
    /// @param configuration lines of its file, beyond where it listens
    public static TestRedis sentinel(String... configuration) {
        var sentinel = new TestRedis(true, List.of(configuration));
        sentinel.start();
        return sentinel;
    }

    /// Starts one with nothing special about it.
    public static TestRedis plain() {
        return start(new String[0]);
    }

    /// Starts it again on the same port, after [#kill] or [#shutDown].
    public void start() {
        try {
            process = new ProcessBuilder(isSentinel ? sentinelCommand() : command())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("redis.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswer();
    }

    /// A sentinel keeps what it knows in its file, and so has it again after a restart.
    private List<String> sentinelCommand() throws IOException {
        var file = directory.resolve("sentinel.conf");
        if (Files.notExists(file)) {
            var lines = new ArrayList<>(List.of("port " + port, "bind 127.0.0.1", "dir " + directory));
            lines.addAll(options);
            Files.write(file, lines);
        }
        return List.of(EXECUTABLE.toString(), file.toString(), "--sentinel");
    }

    private List<String> command() {
        var command = new ArrayList<>(List.of(
                EXECUTABLE.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--save",
                "",
                "--notify-keyspace-events",
                "Kghs$xe"));
        command.addAll(options);
        return command;
    }

    /// The port, the same for as long as this object lives.
    public int port() {
        return port;
    }

    /// What to put into `REDIS_URL`.
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /// The same for a user for whom Redis does not track keys, so that what is edited by hand is told by keyspace
    /// notifications or not at all. It is gone when Redis ends.
    public String urlWithoutTracking() {
        cli().aclSetuser(
                        "untracked",
                        AclSetuserArgs.Builder.on().nopass().allKeys().allCommands());
        cli().aclSetuser("untracked", AclSetuserArgs.Builder.allChannels().removeCommand(CommandType.CLIENT));
        return "redis://untracked:any@127.0.0.1:" + port;
    }

    /// Commands as a person would type them, on a connection that comes back by itself.
    public RedisCommands<String, String> cli() {
        var current = connection;
        if (current == null) {
            var owner = client;
            if (owner == null) {
                // One for good: each has threads, and connecting may fail any number of times while Redis is down.
                owner = RedisClient.create(RedisURI.create(url()));
                client = owner;
            }
            current = owner.connect();
            connection = current;
        }
        return current.sync();
    }

    /// SIGKILL: it loses what it has not written, and says goodbye to nobody. So do those that it forked
    /// to write files.
    public void kill() {
        var doomed = running();
        var children = doomed.descendants().toList();
        doomed.destroyForcibly();
        await(doomed);
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
    }

    /// SIGTERM: it writes everything and ends.
    public void shutDown() {
        var doomed = running();
        doomed.destroy();
        await(doomed);
    }

    /// SIGSTOP: connections stay open and nothing is answered, as with a frozen machine.
    public void freeze() {
        signal("STOP");
    }

    /// SIGCONT.
    public void thaw() {
        signal("CONT");
    }

    /// Throws its files away; it must not be running.
    public void deleteData() {
        try (var files = Files.walk(directory)) {
            files.sorted((a, b) -> b.compareTo(a))
                    .filter(file -> !file.equals(directory))
                    .forEach(TestRedis::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How often a command was called since the last `CONFIG RESETSTAT`, from `INFO commandstats`; 0 for never.
    public long calls(String command) {
        String line = "cmdstat_" + command + ":calls=";
        return Arrays.stream(cli().info("commandstats").split("\r\n"))
                .filter(one -> one.startsWith(line))
                .map(one -> one.substring(line.length(), one.indexOf(',')))
                .mapToLong(Long::parseLong)
                .sum();
    }

    /// How often flags were read since the last `CONFIG RESETSTAT`, but for those that writers look at and read back.
    /// Redis 6 counts these together.
    ///
    /// @param writes of our own writers since then, one after the other
    public long readings(long writes) {
        return isRedis6() ? calls("evalsha") - 2 * writes : calls("evalsha_ro");
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
        if (client != null) {
            client.shutdown();
        }
        if (process != null && process.isAlive()) {
            thaw();
            kill();
        }
        deleteData();
        delete(directory);
    }

    private Process running() {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("Redis is not running");
        }
        return process;
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(running().pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(Process doomed) {
        try {
            if (!doomed.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Redis does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!answers()) {
            try {
                if (running().waitFor(10, TimeUnit.MILLISECONDS) || System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException(
                            "Redis does not come up: " + Files.readString(directory.resolve("redis.log")));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean answers() {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
            return answer.equals("+PONG") || answer.equals("-NOAU");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A port that was free a moment ago, and the one that a node of a cluster would have beside it. Both are below
    /// those that systems give to clients, which come and go.
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_PORT + BUS_OFFSET);
            if (isFree(port) && isFree(port + BUS_OFFSET)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /// Whether the executable is so old that it lacks commands that we would rather use.
    static boolean isRedis6() {
        try {
            var process = new ProcessBuilder(EXECUTABLE.toString(), "--version").start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("v=6.");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path executable() {
        String other = System.getenv(EXECUTABLE_VARIABLE);
        if (other != null && !other.isEmpty()) {
            return Path.of(other).toAbsolutePath();
        }
        try {
            return RedisExecProvider.defaultProvider().get().toPath().toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
