package dev.flagstaff.standalone;

import dev.flagstaff.admin.Admin;
import dev.flagstaff.lifecycle.Started;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.sidecar.Sidecar;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A running system. Thread-safe.
final class Standalone implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofSeconds(5);

    private final Started parts;
    private final Admin admin;
    private final Sidecar sidecar;

    private Standalone(Started parts, Admin admin, Sidecar sidecar) {
        this.parts = parts;
        this.admin = admin;
        this.sidecar = sidecar;
    }

    /// Starts everything, and returns when flags can be written and evaluated, or after [#READY_LIMIT] all the same.
    ///
    /// @throws dev.flagstaff.lifecycle.StartException when a part cannot start
    static Standalone start(StandaloneConfig config, Logs logs) {
        var parts = new Started();
        return Started.wholeOrNot(parts, () -> {
            var redis = config.redis();
            if (redis != null) {
                parts.add(EmbeddedRedis.start(redis));
            }
            var admin = parts.add(Admin.start(config.admin(), logs));
            var sidecar = parts.add(Sidecar.start(config.sidecar()));
            awaitReady(admin, sidecar);
            return new Standalone(parts, admin, sidecar);
        });
    }

    private static void awaitReady(Admin admin, Sidecar sidecar) {
        var ready = CompletableFuture.allOf(
                admin.connected().toCompletableFuture(), sidecar.loaded().toCompletableFuture());
        try {
            ready.get(READY_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notYet) {
            // Both keep trying, and the log says what they miss.
        }
    }

    Admin admin() {
        return admin;
    }

    Sidecar sidecar() {
        return sidecar;
    }

    @Override
    public void close() {
        parts.close();
    }
}
