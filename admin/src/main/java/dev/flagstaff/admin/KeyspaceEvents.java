package dev.flagstaff.admin;

import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.RedisUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks whether Redis tells of edits by hand, and says so where it does not. Stateless.
///
/// @param turnOn whether to turn the notifications on
record KeyspaceEvents(boolean turnOn) {
    private static final Logger LOG = LoggerFactory.getLogger(KeyspaceEvents.class);
    private static final String SETTING = "notify-keyspace-events";
    private static final String WANTED = "Kghs$xe";

    void check(FlagStore store) {
        try {
            var events = store.serverSetting(SETTING);
            if (events.isEmpty() || isEnough(events.get())) {
                // Where Redis does not tell, which is usual for managed ones, there is nothing to say.
                return;
            }
            if (turnOn) {
                store.serverSetting(SETTING, WANTED + events.get());
                LOG.info("turned on Redis's keyspace notifications");
            } else {
                LOG.warn("Redis does not tell of edits by hand: set " + SETTING + " to " + WANTED
                        + ", or sidecars see those of the index, and all where Redis does not let them track keys, only when they"
                        + " read everything again");
            }
        } catch (RedisUnavailableException unavailable) {
            LOG.warn("could not look at Redis's keyspace notifications: {}", unavailable.getMessage());
        }
    }

    /// `A` stands for all kinds of keys.
    static boolean isEnough(String events) {
        boolean allKinds = events.contains("A") || "ghs$xe".chars().allMatch(kind -> events.indexOf(kind) >= 0);
        return events.contains("K") && allKinds;
    }
}
