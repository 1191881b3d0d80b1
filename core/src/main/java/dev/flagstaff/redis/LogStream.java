package dev.flagstaff.redis;

import dev.flagstaff.logging.LogEntry;
import dev.flagstaff.logging.LogSink;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/// Log entries as entries of a Redis stream. Thread-safe. An entry that Redis does not take at once is refused, and
/// so dropped and counted by whoever offers it; nothing is ever tried again.
public final class LogStream implements LogSink, AutoCloseable {
    /// Roughly how many entries the stream keeps.
    private static final long ENTRIES_KEPT = 10_000;
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
        try {
            var arguments = new XAddArgs().maxlen(ENTRIES_KEPT).approximateTrimming();
            link.ask(connection -> Deadline.after(PATIENCE)
                    .await(connection.async().xadd(streamKey, arguments, fields(entry)), address));
            return true;
        } catch (RedisUnavailableException dropped) {
            return false;
        }
    }

    private static Map<String, byte[]> fields(LogEntry entry) {
        var fields = new LinkedHashMap<String, byte[]>();
        fields.put("level", utf8(entry.level()));
        fields.put("component", utf8(entry.component()));
        fields.put("msg", utf8(entry.msg()));
        fields.put("time", utf8(entry.time()));
        fields.put("metadata", utf8(entry.metadata()));
        return fields;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        link.close();
    }
}
