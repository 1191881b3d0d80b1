package dev.flagstaff.redis;

import io.lettuce.core.Range;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Reads flags whole. Thread-safe; the order of reads is the order in which a connection got them.
final class FlagReader {
    /// So few that Redis is free for others after a few milliseconds, so many that round trips do not count.
    private static final int CHUNK = 100;
    /// How often a reading of everything catches up with writers that go on meanwhile.
    private static final int CATCH_UPS = 100;

    private static final String SCRIPT = script();
    private static final String DIGEST = sha1(SCRIPT);

    private final Keys keys;
    private final RedisAddress address;
    private final Duration patience;
    /// False once the server turned out to be older than Redis 7, which has no read-only form of `EVALSHA`.
    private volatile boolean readOnlyScripts = true;

    /// @param patience how long one round trip may take
    FlagReader(Keys keys, RedisAddress address, Duration patience) {
        this.keys = keys;
        this.address = address;
        this.patience = patience;
    }

    /// One flag, and where the store stood at that same instant.
    record Reading(FlagRead flag, StoreMark mark) {}

    Reading read(StatefulRedisConnection<String, byte[]> connection, String flagKey) {
        return Objects.requireNonNull(readEach(connection, List.of(flagKey)).get(flagKey));
    }

    /// Reads flags one by one, each whole, in chunks.
    Map<String, Reading> readEach(StatefulRedisConnection<String, byte[]> connection, Collection<String> flagKeys) {
        var readings = HashMap.<String, Reading>newHashMap(flagKeys.size());
        var chunk = new ArrayList<String>(CHUNK);
        for (var remaining = flagKeys.iterator(); remaining.hasNext(); ) {
            chunk.add(remaining.next());
            if (chunk.size() == CHUNK || !remaining.hasNext()) {
                readChunk(connection, chunk, readings);
                chunk.clear();
            }
        }
        return readings;
    }

    /// Every flag that the index names.
    ///
    /// @param held flags that are asked for though the index may not name them
    StoreContents readAll(StatefulRedisConnection<String, byte[]> connection, Set<String> held) {
        var flags = new TreeMap<String, FlagRead>();
        StoreMark mark = mark(connection);
        var readings = readEach(connection, index(connection, held));
        for (int round = 0; round < CATCH_UPS; round++) {
            StoreMark reached = mark;
            for (var reading : readings.values()) {
                put(flags, reading.flag(), held);
            }
            StoreMark now = mark(connection);
            if (now.equals(mark)) {
                return new StoreContents(flags, mark);
            }
            var changed = changedSince(connection, reached.revision());
            if (changed.isEmpty() || !reached.isContinuedBy(now)) {
                // The stream does not tell what changed: begin again.
                flags.clear();
                mark = now;
                readings = readEach(connection, index(connection, held));
            } else {
                mark = now;
                readings = readEach(connection, changed.get().values());
            }
        }
        for (var reading : readings.values()) {
            put(flags, reading.flag(), held);
        }
        return new StoreContents(flags, mark);
    }

    private static void put(Map<String, FlagRead> flags, FlagRead read, Set<String> held) {
        boolean isThere = switch (read) {
            case FlagRead.Present _, FlagRead.Broken _ -> true;
            case FlagRead.Unlisted _ -> held.contains(read.flagKey());
            case FlagRead.Absent _ -> false;
        };
        if (isThere) {
            flags.put(read.flagKey(), read);
        } else {
            flags.remove(read.flagKey());
        }
    }

    private Set<String> index(StatefulRedisConnection<String, byte[]> connection, Set<String> held) {
        var flagKeys = new HashSet<>(held);
        flagKeys.addAll(index(connection));
        return flagKeys;
    }

    /// What the index names.
    Collection<String> index(StatefulRedisConnection<String, byte[]> connection) {
        var members = await(connection.async().smembers(keys.index()));
        var flagKeys = new ArrayList<String>(members.size());
        for (byte[] member : members) {
            flagKeys.add(new String(member, StandardCharsets.UTF_8));
        }
        return flagKeys;
    }

    /// Where the store stands.
    StoreMark mark(StatefulRedisConnection<String, byte[]> connection) {
        var texts = await(connection.async().mget(keys.revision(), keys.lineage(), keys.adopted()));
        return FlagDecoder.mark(
                texts.get(0).getValueOrElse(null),
                texts.get(1).getValueOrElse(null),
                texts.get(2).getValueOrElse(null));
    }

    /// Which flags changed after a revision, by the revision of the change.
    ///
    /// @return nothing when the stream does not reach back to the first change after it
    Optional<Map<Long, String>> changedSince(StatefulRedisConnection<String, byte[]> connection, long revision) {
        var entries = await(
                connection.async().xrange(keys.changes(), Range.from(after(revision), Range.Boundary.unbounded())));
        var changed = new TreeMap<Long, String>();
        for (StreamMessage<String, byte[]> entry : entries) {
            byte[] flagKey = entry.getBody().get("flagKey");
            if (flagKey != null) {
                changed.put(FlagDecoder.revisionOf(entry.getId()), text(flagKey));
            }
        }
        boolean reachesBack = !changed.isEmpty() && changed.containsKey(revision + 1);
        return reachesBack ? Optional.of(changed) : Optional.empty();
    }

    private static Range.Boundary<String> after(long revision) {
        return Range.Boundary.including((revision + 1) + "-0");
    }

    private void readChunk(
            StatefulRedisConnection<String, byte[]> connection, List<String> flagKeys, Map<String, Reading> readings) {
        var retry = readChunkOnce(connection, flagKeys, readings);
        if (!retry.isEmpty()) {
            retry = readChunkOnce(connection, retry, readings);
        }
        if (!retry.isEmpty()) {
            retry = readChunkOnce(connection, retry, readings);
        }
        if (!retry.isEmpty()) {
            throw new RedisUnavailableException("Redis at " + address + " forgets our script as soon as it is loaded");
        }
    }

    /// Returns what is to be read once more because Redis did not know the script or the command.
    private List<String> readChunkOnce(
            StatefulRedisConnection<String, byte[]> connection, List<String> flagKeys, Map<String, Reading> readings) {
        var answers = new ArrayList<RedisFuture<List<Object>>>(flagKeys.size());
        for (String flagKey : flagKeys) {
            answers.add(call(connection.async(), flagKey, readOnlyScripts));
        }
        var retry = new ArrayList<String>();
        boolean reload = false;
        for (int i = 0; i < flagKeys.size(); i++) {
            String flagKey = flagKeys.get(i);
            try {
                readings.put(flagKey, decode(flagKey, await(answers.get(i))));
            } catch (RedisUnavailableException failure) {
                Throwable cause = failure.getCause() == null ? failure : failure.getCause();
                if (Failures.isNoScript(cause)) {
                    reload = true;
                } else if (readOnlyScripts && Failures.isUnknownCommand(cause)) {
                    readOnlyScripts = false;
                } else if (!Failures.isUnknownCommand(cause)) {
                    throw failure;
                }
                retry.add(flagKey);
            }
        }
        if (reload) {
            await(connection.async().scriptLoad(SCRIPT));
        }
        return retry;
    }

    /// Asks for one flag. The caller flushes and decodes.
    ///
    /// @param readOnly by `EVALSHA_RO`, which a transaction for a server of unknown age must not use
    RedisFuture<List<Object>> call(RedisAsyncCommands<String, byte[]> commands, String flagKey, boolean readOnly) {
        String[] scriptKeys = {
            keys.index(),
            keys.flag(flagKey),
            keys.environments(flagKey),
            keys.revision(),
            keys.lineage(),
            keys.adopted()
        };
        byte[] argument = flagKey.getBytes(StandardCharsets.UTF_8);
        return readOnly
                ? commands.evalshaReadOnly(DIGEST, ScriptOutputType.MULTI, scriptKeys, argument)
                : commands.evalsha(DIGEST, ScriptOutputType.MULTI, scriptKeys, argument);
    }

    static Reading decode(String flagKey, List<?> answer) {
        var mark = FlagDecoder.mark(answer.get(1), answer.get(2), answer.get(3));
        return new Reading(FlagDecoder.decode(flagKey, answer), mark);
    }

    private <T> T await(RedisFuture<T> answer) {
        return Deadline.after(patience).await(answer, address);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private static String script() {
        try (var resource = FlagReader.class.getResourceAsStream("read-flag.lua")) {
            return text(Objects.requireNonNull(resource, "read-flag.lua is part of this jar")
                    .readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String script) {
        try {
            return Base16.digest(script.getBytes(StandardCharsets.UTF_8));
        } catch (RuntimeException e) {
            throw new IllegalStateException("every Java platform must have SHA-1", e);
        }
    }
}
