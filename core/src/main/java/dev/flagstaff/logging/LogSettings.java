package dev.flagstaff.logging;

import ch.qos.logback.classic.Level;
import java.util.List;

/// How much is logged, and for whom it is written. Immutable.
///
/// @param level the least severe level that is logged, one of [#LEVELS]
/// @param terminal whether a person reads stdout: lines to read instead of JSON
public record LogSettings(String level, boolean terminal) {
    /// Every level there is, the most talkative first.
    public static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error", "off");

    /// @throws IllegalArgumentException if there is no such level
    public LogSettings {
        if (!LEVELS.contains(level)) {
            throw new IllegalArgumentException("The log level must be one of " + String.join(", ", LEVELS));
        }
    }

    /// The settings of a process that writes for people where its stdout is a terminal.
    ///
    /// @throws IllegalArgumentException if there is no such level
    @SuppressWarnings("SystemConsoleNull") // it is null again since JDK 25, where there is no terminal
    public static LogSettings atLevel(String level) {
        var console = System.console();
        return new LogSettings(level, console != null && console.isTerminal());
    }

    Level ours() {
        return Level.valueOf(level);
    }

    /// What libraries tell at info is of no use to an operator, and what they trace is every byte on the wire, with
    /// the password that Redis is sent. Between these they follow our level.
    Level theirs() {
        if (ours().equals(Level.TRACE)) {
            return Level.DEBUG;
        }
        return ours().equals(Level.INFO) ? Level.WARN : ours();
    }

    /// Whether exceptions bring their stack trace even where they are no error.
    boolean stackOfEveryException() {
        return !ours().isGreaterOrEqual(Level.INFO);
    }
}
