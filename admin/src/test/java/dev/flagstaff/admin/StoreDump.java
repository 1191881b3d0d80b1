package dev.flagstaff.admin;

import dev.flagstaff.testing.TestRedis;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;

/// Everything that stands in a Redis but for the log stream, to compare before with after.
final class StoreDump {
    private StoreDump() {}

    static SortedMap<String, String> of(TestRedis redis) {
        var dump = new TreeMap<String, String>();
        for (String key : redis.cli().keys("*")) {
            if (!key.equals("logs")) {
                dump.put(key, Arrays.toString(redis.cli().dump(key)));
            }
        }
        return dump;
    }
}
