package dev.flagstaff.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.flagstaff.flag.Timestamps;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Writes every event as one line, whole and flushed, and queues its entry for the sinks. Thread-safe.
///
/// Not one of Logback's appenders with an encoder, because the entry is made once for both, and because those close
/// the stream they write to.
final class LineAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /// What carries entries to a sink may log, on threads of its own, whenever it carries one. Were these
    /// entries, too, each would bring forth the next, without end.
    private static final List<String> CARRIERS = List.of("io.lettuce.", "io.netty.", "reactor.");

    private final boolean terminal;
    private final boolean stackOfEveryException;
    private final PrintStream out;
    private final Charset charset;
    private final SinkQueue sinks;
    private final ReentrantLock writing = new ReentrantLock();

    LineAppender(LogSettings settings, PrintStream out, SinkQueue sinks) {
        terminal = settings.terminal();
        stackOfEveryException = settings.stackOfEveryException();
        this.out = out;
        charset = terminal ? out.charset() : StandardCharsets.UTF_8;
        this.sinks = sinks;
    }

    @Override
    protected void append(ILoggingEvent event) {
        var metadata = Metadata.of(event, stackOfEveryException);
        var entry = entry(event, metadata);
        write(terminal ? ReadableLine.of(entry, metadata) : Json.line(entry));
        if (!isCarrier(event.getLoggerName())) {
            sinks.offer(entry);
        }
    }

    private static boolean isCarrier(String logger) {
        for (String carrier : CARRIERS) {
            if (logger.startsWith(carrier)) {
                return true;
            }
        }
        return false;
    }

    private static LogEntry entry(ILoggingEvent event, Map<String, @Nullable Object> metadata) {
        return new LogEntry(
                event.getLevel().toString().toLowerCase(Locale.ROOT),
                Component.of(event.getLoggerName()),
                Text.of(event.getFormattedMessage()),
                Timestamps.format(Instant.ofEpochMilli(event.getTimeStamp())),
                Json.object(metadata));
    }

    private void write(String line) {
        byte[] bytes = (line + "\n").getBytes(charset);
        writing.lock();
        try {
            out.write(bytes, 0, bytes.length);
            out.flush();
        } finally {
            writing.unlock();
        }
    }
}
