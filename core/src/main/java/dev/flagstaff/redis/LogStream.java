package dev.flagstaff.redis;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.logging.LogSink;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Log entries as entries of a Redis stream. Thread-safe. An entry that Redis does not take at once is refused, and
/// so dropped and counted by whoever offers it; nothing is ever tried again.
public final class LogStream implements LogSink, AutoCloseable {
    /// Roughly how many entries the stream keeps.
    private static final String ENTRIES_KEPT = "10000";
    /// How many entries go to Redis at once: so few that it is free for others after a millisecond.
    private static final int MOST_TOGETHER = 64;

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final String streamKey;
    private final RedisAddress address;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> link;

    private LogStream(String streamKey, Redis redis) {
        this.streamKey = streamKey;
        this.address = redis.address();
        this.link = redis.link("logs", redis.toMasterOf(streamKey), new RedisLink.Listener<>() {});
    }

    static LogStream open(Redis redis, String streamKey) {
        return new LogStream(streamKey, redis);
    }

    @Override
    public boolean offer(LogEntry entry) {
        return offer(List.of(entry)).isEmpty();
    }

    @Override
    public int most() {
        return MOST_TOGETHER;
    }

    @Override
    public List<LogEntry> offer(List<LogEntry> entries) {
        try {
            return link.ask(connection -> send(connection, entries));
        } catch (RedisUnavailableException dropped) {
            return entries;
        }
    }

    /// @return those that Redis refused, or did not take in time
    private List<LogEntry> send(StatefulRedisConnection<String, byte[]> connection, List<LogEntry> entries) {
        var pipeline = new Pipeline();
        var answers = entries.stream().map(entry -> pipeline.ask(words(entry))).toList();
        pipeline.send(connection);
        var deadline = Deadline.after(PATIENCE);
        var refused = new ArrayList<LogEntry>();
        for (int i = 0; i < entries.size(); i++) {
            try {
                deadline.await(answers.get(i), address);
            } catch (RedisUnavailableException failure) {
                if (Failures.isMisplaced(failure)) {
                    throw failure;
                }
                refused.add(entries.get(i));
            }
        }
        return refused;
    }

    private String[] words(LogEntry entry) {
        return new String[] {
            "XADD",
            streamKey,
            "MAXLEN",
            "~",
            ENTRIES_KEPT,
            "*",
            "level",
            entry.level(),
            "component",
            entry.component(),
            "msg",
            entry.msg(),
            "time",
            entry.time(),
            "metadata",
            entry.metadata()
        };
    }

    @Override
    public void close() {
        link.close();
    }
}
