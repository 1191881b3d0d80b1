package dev.flagstaff.logging;

import java.util.List;

/// A destination for log entries beside stdout, that [Logs#attach] attaches. One thread calls it, with one entry at a
/// time or a few, and it may take as long as it likes: entries that arrive meanwhile wait, and are dropped when there
/// are too many.
///
/// What a sink logs while it is offered an entry goes to stdout alone. What it logs on another thread, in a callback,
/// say, is an entry like any other and would come back to it: a sink logs nothing there that an entry can cause.
@FunctionalInterface
public interface LogSink {
    /// Takes an entry.
    ///
    /// @return false if the sink can't take it now; the entry is then dropped, as it is when the sink throws
    boolean offer(LogEntry entry);

    /// How many entries it takes at once, at most.
    default int most() {
        return 1;
    }

    /// Takes entries that wait, in their order; at most so many as it said.
    ///
    /// @return those that it can't take now; they are then dropped, as all are when it throws
    default List<LogEntry> offer(List<LogEntry> entries) {
        return entries.stream().filter(entry -> !offer(entry)).toList();
    }

    /// A sink's place among the attached ones.
    interface Registration extends AutoCloseable {
        /// Waits, for at most a second, until the sink was offered what is queued, and detaches it. Idempotent.
        @Override
        void close();
    }
}
