package dev.flagstaff.redis;

import java.util.HashMap;
import java.util.Map;

/// What a node says of its place in replication: `INFO replication`. Immutable.
record ReplicationState(Map<String, String> fields) {
    /// A master pings its replicas every 10 s unless set otherwise; silence beyond this is a link that is dead.
    private static final long LONGEST_SILENCE_SECONDS = 15;

    static ReplicationState parse(String info) {
        var fields = new HashMap<String, String>();
        info.lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return new ReplicationState(Map.copyOf(fields));
    }

    /// Whether it is a replica, and its master was heard of a moment ago.
    boolean hearsItsMaster() {
        return field("role").equals("slave")
                && field("master_link_status").equals("up")
                && number("master_last_io_seconds_ago") <= LONGEST_SILENCE_SECONDS;
    }

    private String field(String name) {
        return fields.getOrDefault(name, "");
    }

    private long number(String name) {
        try {
            return Long.parseLong(field(name));
        } catch (NumberFormatException unknown) {
            return 0;
        }
    }
}
