package dev.flagstaff.redis;

import java.util.Optional;

/// The names of everything we have in Redis. Immutable.
///
/// @param prefix what they all begin with, `feature-flags` unless set otherwise
record Keys(String prefix) {
    private static final String FLAG = ":flag:";

    String index() {
        return prefix + ":index";
    }

    String revision() {
        return prefix + ":revision";
    }

    String lineage() {
        return prefix + ":lineage";
    }

    /// The lineage that a person declared to be right, where one did.
    String adopted() {
        return prefix + ":adopted";
    }

    String changes() {
        return prefix + ":changes";
    }

    String channel() {
        return prefix + ":changed";
    }

    String flag(String flagKey) {
        return prefix + FLAG + flagKey;
    }

    String environments(String flagKey) {
        return flag(flagKey) + ":environments";
    }

    String environment(String flagKey, String environment) {
        return flag(flagKey) + ":environment:" + environment;
    }

    String users(String flagKey, String environment) {
        return environment(flagKey, environment) + ":users";
    }

    String regions(String flagKey, String environment) {
        return environment(flagKey, environment) + ":regions";
    }

    /// The pattern of the keyspace notifications that concern us. A prefix has no glob characters but the
    /// braces of a hash tag, which are none to Redis.
    String keyspacePattern(int database) {
        return keyspacePrefix(database) + prefix + ":*";
    }

    /// The channel of the keyspace notifications about the index.
    String indexChannel(int database) {
        return keyspacePrefix(database) + index();
    }

    /// The flag to which a key belongs, or nothing when it belongs to none.
    Optional<String> flagOf(String key) {
        if (!key.startsWith(prefix + FLAG)) {
            return Optional.empty();
        }
        String rest = key.substring(prefix.length() + FLAG.length());
        int colon = rest.indexOf(':');
        return Optional.of(colon < 0 ? rest : rest.substring(0, colon));
    }

    static String keyspacePrefix(int database) {
        return "__keyspace@" + database + "__:";
    }
}
