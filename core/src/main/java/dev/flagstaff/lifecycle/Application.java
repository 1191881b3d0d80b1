package dev.flagstaff.lifecycle;

import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a process from its start to SIGTERM or SIGINT.
public final class Application {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final int REFUSED = 2;
    private static final Duration BETWEEN_LOOKS_AT_THE_HEAP = Duration.ofMillis(100);
    private static final Duration BETWEEN_COLLECTIONS = Duration.ofSeconds(5);

    private Application() {}

    /// Refuses arguments, where settings come from the environment alone.
    ///
    /// @throws StartException when there are any
    public static void requireNone(String command, String[] arguments) {
        if (arguments.length > 0) {
            throw new StartException(command + " takes no arguments, not \"" + arguments[0]
                    + "\"; its settings are environment variables");
        }
    }

    /// Starts, and returns once the process was told to end and everything is closed. Where the start fails, it
    /// says why in one line on stderr and exits with 2.
    public static void run(Callable<? extends AutoCloseable> start) {
        Ahead.begin();
        // Libraries speak as soon as they are touched, which is before the settings say how much may be logged.
        Logs.start(LogSettings.atLevel("error"));
        AutoCloseable running;
        try {
            running = start.call();
        } catch (StartException refused) {
            System.err.println(refused.getMessage());
            System.exit(REFUSED);
            return;
        } catch (Exception bug) {
            LOG.error("the start failed", bug);
            System.exit(1);
            return;
        }
        HeapWatch.start(BETWEEN_LOOKS_AT_THE_HEAP, BETWEEN_COLLECTIONS);
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("flagstaff-shutdown").unstarted(() -> {
                    try {
                        running.close();
                    } catch (Exception failure) {
                        LOG.error("not everything could be closed", failure);
                    } finally {
                        ended.countDown();
                    }
                }));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
