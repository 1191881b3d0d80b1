package dev.flagstaff.standalone;

import dev.flagstaff.http.Listener;
import dev.flagstaff.lifecycle.StartException;
import dev.flagstaff.standalone.StandaloneConfig.EmbeddedRedisConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.RedisExecProvider;

/// A real Redis as a child process, which writes every change to its append-only file.
///
/// A shell stands between us and it, for two reasons. It notices when this process is gone, however it ended,
/// because its standard input then ends; and where there is a terminal it gives Redis a process group of its own,
/// so that Ctrl-C reaches us alone and Redis outlives the requests in flight.
final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    private static final String GUARD = """
            trap '' INT HUP
            if command -v setsid >/dev/null; then setsid "$@" & else "$@" & fi
            redis=$!
            trap 'kill "$redis"' TERM
            read -r _
            kill "$redis"
            wait "$redis"
            """;

    private final DataDirectory data;
    private final Process guard;

    private EmbeddedRedis(DataDirectory data, Process guard) {
        this.data = data;
        this.guard = guard;
    }

    /// Starts Redis and returns when it answers.
    ///
    /// @throws StartException when the directory or the port is in use, or Redis does not come up
    static EmbeddedRedis start(EmbeddedRedisConfig config) {
        var data = DataDirectory.take(config.data());
        try {
            endOrphan(data.path());
            Listener.requireFree("embedded Redis", LOOPBACK, config.port());
            Path executable = RedisExecProvider.defaultProvider().get().toPath();
            var redis = new EmbeddedRedis(data, launch(executable, config.port(), data.path()));
            try {
                redis.awaitAnswer(config.port());
            } catch (StartException failure) {
                redis.close();
                throw failure;
            } finally {
                // Running, it needs the file no more; left, it would stay behind whenever this process is killed.
                Files.deleteIfExists(executable);
                Files.deleteIfExists(executable.toAbsolutePath().getParent());
            }
            return redis;
        } catch (IOException e) {
            throw close(data, new StartException("the embedded Redis cannot be started: " + e.getMessage(), e));
        } catch (StartException failure) {
            throw close(data, failure);
        }
    }

    private static StartException close(DataDirectory data, StartException failure) {
        try {
            data.close();
        } catch (IOException alsoFailed) {
            failure.addSuppressed(alsoFailed);
        }
        return failure;
    }

    private static Process launch(Path executable, int port, Path data) throws IOException {
        var command = List.of(
                executable.toAbsolutePath().toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                LOOPBACK,
                "--dir",
                data.toString(),
                "--pidfile",
                pidFile(data).toString(),
                "--logfile",
                logFile(data).toString(),
                "--appendonly",
                "yes",
                "--save",
                "",
                // So that edits by hand reach the sidecar at once.
                "--notify-keyspace-events",
                "Kghs$xe");
        return new ProcessBuilder(Stream.concat(Stream.of("/bin/sh", "-c", GUARD, "redis-guard"), command.stream())
                        .toList())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /// A Redis that outlived its process, because the guard was killed as well or is only just ending it.
    private static void endOrphan(Path data) throws IOException {
        var orphan = runningRedis(data);
        if (orphan.isEmpty()) {
            return;
        }
        LOG.info("ending the Redis that an earlier run left behind");
        if (!hasEnded(orphan.get())) {
            orphan.get().destroy();
            if (!hasEnded(orphan.get())) {
                orphan.get().destroyForcibly();
                hasEnded(orphan.get());
            }
        }
    }

    private static Optional<ProcessHandle> runningRedis(Path data) throws IOException {
        if (!Files.exists(pidFile(data))) {
            return Optional.empty();
        }
        String pid = Files.readString(pidFile(data)).strip();
        if (!pid.matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        // The number may have been given to another process since.
        return ProcessHandle.of(Long.parseLong(pid))
                .filter(process -> process.info().command().orElse("").contains("redis-server"));
    }

    private static boolean hasEnded(ProcessHandle process) {
        try {
            process.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException stillThere) {
            return false;
        }
    }

    private void awaitAnswer(int port) {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!answers(port)) {
            try {
                if (guard.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() - deadline > 0) {
                    throw new StartException(
                            "the embedded Redis does not come up; " + logFile(data.path()) + " says why");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted while Redis came up", e);
            }
        }
    }

    private static boolean answers(int port) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII).equals("+PONG");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path pidFile(Path data) {
        return data.resolve("redis.pid");
    }

    private static Path logFile(Path data) {
        return data.resolve("redis.log");
    }

    @Override
    public void close() {
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Redis does not end by itself and is killed");
                runningRedis(data.path()).ifPresent(ProcessHandle::destroyForcibly);
                guard.destroyForcibly();
            }
            data.close();
        } catch (IOException e) {
            LOG.warn("the embedded Redis did not end in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
