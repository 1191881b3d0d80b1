package dev.flagstaff.admin;

import dev.flagstaff.redis.FlagStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks whether Redis may drop flags when its memory is full, and says so where it may: to sidecars, an evicted flag
/// is a deleted one. Stateless.
final class EvictionPolicy {
    private static final Logger LOG = LoggerFactory.getLogger(EvictionPolicy.class);
    private static final String SETTING = "maxmemory-policy";

    private EvictionPolicy() {}

    static void check(FlagStore store) {
        // Where Redis does not tell, which is usual for managed ones, there is nothing to say.
        store.serverSetting(SETTING)
                .filter(policy -> !keepsFlags(policy))
                .ifPresent(policy -> LOG.warn(
                        "Redis drops flags when its memory is full: set " + SETTING + " to noeviction, it is {}",
                        policy));
    }

    /// The `volatile` policies take keys that expire, and no key of ours does.
    static boolean keepsFlags(String policy) {
        return policy.equals("noeviction") || policy.startsWith("volatile-");
    }
}
