package dev.flagstaff.redis;

import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// Everything that is in a Redis, as text to compare: by key its type and content, and its time to live where it
/// has one.
final class Dump {
    private Dump() {}

    static SortedMap<String, String> of(RedisCommands<String, String> cli) {
        var dump = new TreeMap<String, String>();
        for (String key : cli.keys("*")) {
            dump.put(key, content(cli, key) + (cli.pttl(key) == -1 ? "" : ", expires"));
        }
        return dump;
    }

    private static String content(RedisCommands<String, String> cli, String key) {
        String type = cli.type(key);
        return switch (type) {
            case "string" -> "string " + cli.get(key);
            case "hash" -> "hash " + new TreeMap<>(cli.hgetall(key));
            case "set" -> "set " + new TreeSet<>(cli.smembers(key));
            case "list" -> "list " + cli.lrange(key, 0, -1);
            case "stream" -> {
                var entries = new TreeMap<String, String>();
                cli.xrange(key, Range.unbounded())
                        .forEach(entry -> entries.put(entry.getId(), new TreeMap<>(entry.getBody()).toString()));
                yield "stream " + entries;
            }
            default -> throw new IllegalStateException("no test makes a " + type);
        };
    }
}
