package dev.flagstaff.redis;

import io.lettuce.core.output.ByteArrayOutput;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Flags that a transaction reads after it wrote them, in one call. Filled by one thread; thread-safe once the
/// transaction has gone through.
final class ReadBack {
    private final Set<String> flagKeys = new LinkedHashSet<>();
    private final ByteArrayOutput<String, byte[]> answer = new ByteArrayOutput<>(Redis.CODEC);
    private @Nullable Map<String, FlagRead> flags;

    void add(String flagKey) {
        flagKeys.add(flagKey);
    }

    boolean contains(String flagKey) {
        return flagKeys.contains(flagKey);
    }

    void queueIn(Transaction transaction, FlagReader reader) {
        transaction.queue(answer, reader.wordsWithin(flagKeys));
    }

    /// A flag as it was written; null where Redis had forgotten the script, or had no room for it in its answer.
    synchronized @Nullable FlagRead flag(String flagKey) {
        if (flags == null) {
            flags = read();
        }
        return flags.get(flagKey);
    }

    private Map<String, FlagRead> read() {
        try {
            return answer.hasError() ? Map.of() : Glance.of(answer.get()).flags();
        } catch (RedisUnavailableException unreadable) {
            return Map.of();
        }
    }
}
