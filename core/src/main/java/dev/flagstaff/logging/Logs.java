package dev.flagstaff.logging;

import ch.qos.logback.classic.LoggerContext;
import java.io.PrintStream;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The logs of this process: what is logged through SLF4J or [System.Logger] becomes one line each on stdout, and
/// an entry for every attached [LogSink].
///
/// A process has one, started before anything logs. A second start takes over; what the first one's sinks were to
/// get, they no longer do. Thread-safe.
public final class Logs implements AutoCloseable {
    private static final Duration DRAINING = Duration.ofSeconds(1);
    private static final String OURS = "dev.flagstaff";

    private final SinkQueue sinks = new SinkQueue(DRAINING);

    private Logs() {}

    /// Configures logging for the whole process, to the stdout there is at this moment.
    ///
    /// @throws IllegalStateException if SLF4J is bound to something other than Logback
    public static Logs start(LogSettings settings) {
        var factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context)) {
            throw new IllegalStateException("SLF4J is bound to "
                    + factory.getClass().getName() + " and not to Logback: another binding is on the class path");
        }
        return start(settings, context, System.out);
    }

    static Logs start(LogSettings settings, LoggerContext context, PrintStream out) {
        var logs = new Logs();
        context.reset();
        var appender = new LineAppender(settings, out, logs.sinks);
        appender.setContext(context);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(settings.theirs());
        root.addAppender(appender);
        context.getLogger(OURS).setLevel(settings.ours());
        return logs;
    }

    /// Sends every entry from now on to a sink, too, from a thread of its own.
    ///
    /// @throws IllegalStateException if these logs are closed
    public LogSink.Registration attach(LogSink sink) {
        return sinks.attach(sink);
    }

    /// How many entries did not reach every sink that was attached: because too many were waiting, or because a
    /// sink refused or threw. Never decreases.
    public long dropped() {
        return sinks.dropped();
    }

    /// Waits, for at most a second, until the sinks were offered what is queued, and detaches them. Stdout
    /// stays, for what is logged later still. Idempotent.
    @Override
    public void close() {
        sinks.close();
    }
}
