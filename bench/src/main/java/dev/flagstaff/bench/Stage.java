package dev.flagstaff.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import redis.embedded.RedisExecProvider;

/// Redis, nginx and what is measured, on ports of loopback that were free. Closing it ends them all. Used by one
/// thread.
final class Stage implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path work;
    private final String[] launcher;
    private final int redisPort = freePort();
    private final int nginxPort = freePort();
    final int sidecarPort = freePort();
    private final int sidecarManagement = freePort();
    final int adminPort = freePort();
    private final int adminManagement = freePort();
    private final Server redis;
    final Store store;

    /// @param launcher the command that becomes the JVM of the process that is appended to it
    Stage(Path work, String... launcher) throws IOException {
        this.work = work;
        this.launcher = launcher;
        redis = Server.start(
                work.resolve("redis.log"),
                Map.of(),
                RedisExecProvider.defaultProvider().get().getAbsolutePath(),
                "--port",
                String.valueOf(redisPort),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--notify-keyspace-events",
                "Kghs$xe");
        store = connected(redis, redisPort);
    }

    private static Store connected(Server redis, int port) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                return new Store(port);
            } catch (IOException notYet) {
                if (System.nanoTime() > end || !redis.isAlive()) {
                    throw notYet;
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    String redisUrl() {
        return "redis://127.0.0.1:" + redisPort;
    }

    URI sidecar() {
        return URI.create("http://127.0.0.1:" + sidecarPort);
    }

    URI nginx() {
        return URI.create("http://127.0.0.1:" + nginxPort);
    }

    URI admin() {
        return URI.create("http://127.0.0.1:" + adminPort);
    }

    Map<String, String> sidecarSettings() {
        return Map.of(
                "REDIS_URL", redisUrl(),
                "FLAGSTAFF_SIDECAR_PORT", String.valueOf(sidecarPort),
                "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", String.valueOf(sidecarManagement),
                "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1",
                "FLAGSTAFF_ENVIRONMENT", "production");
    }

    /// A sidecar that has answered for the last of so many flags.
    Server startSidecar(int flags) throws IOException {
        var server = start("sidecar", sidecarSettings());
        awaitAnswer(server, sidecar(), evaluation(flags));
        return server;
    }

    Server startAdmin() throws IOException {
        var server = start(
                "admin",
                Map.of(
                        "REDIS_URL", redisUrl(),
                        "PORT", String.valueOf(adminPort),
                        "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", String.valueOf(adminManagement),
                        "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1"));
        awaitAnswer(server, admin(), "/api/admin/flags");
        return server;
    }

    private Server start(String process, Map<String, String> settings) throws IOException {
        var command = new String[launcher.length + 1];
        System.arraycopy(launcher, 0, command, 0, launcher.length);
        command[launcher.length] = process;
        return Server.start(work.resolve(process + ".log"), settings, command);
    }

    /// An nginx that answers a constant, and the bytes of a file at `/bulk`.
    Server startNginx(String constant, String bulk) throws IOException {
        Files.writeString(work.resolve("bulk"), bulk);
        // Its workers may be somebody else.
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path configuration = work.resolve("nginx.conf");
        Files.writeString(configuration, """
                worker_processes 2; daemon off; pid %1$s/nginx.pid; error_log %1$s/nginx-error.log;
                events { worker_connections 512; }
                http {
                  access_log off; keepalive_requests 1000000000; default_type application/json; open_file_cache max=10;
                  client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  server { listen 127.0.0.1:%2$d;
                    location / { return 200 '%3$s'; }
                    location = /bulk { root %1$s; }
                  }
                }
                """.formatted(work, nginxPort, constant));
        var server = Server.start(work.resolve("nginx.log"), Map.of(), "nginx", "-c", configuration.toString());
        awaitAnswer(server, nginx(), "/");
        return server;
    }

    static String evaluation(int flag) {
        return "/api/flags/flag-" + flag + "/evaluate?environment=production&subject=user-1";
    }

    /// A script for wrk: requests to the same path by a hundred subjects in turns.
    Path script(String name, String lua) throws IOException {
        return Files.writeString(work.resolve(name + ".lua"), lua);
    }

    /// Asks until there is a 200.
    void awaitAnswer(Server server, URI base, String target) throws IOException {
        server.await(
                () -> answers(base, target),
                PATIENCE_NANOS,
                base + target + " is not answered; the logs are in " + work);
    }

    private static boolean answers(URI base, String target) {
        try (var connection = new HttpConnection(base)) {
            String answer = connection.exchange("GET", target, "");
            return !answer.contains("\"status\":404");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        store.close();
        redis.close();
    }
}
