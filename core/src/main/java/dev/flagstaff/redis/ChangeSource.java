package dev.flagstaff.redis;

/// What made a feed read a flag again.
public enum ChangeSource {
    /// A message on our channel.
    CHANNEL("channel"),
    /// A keyspace notification.
    KEYSPACE("keyspace"),
    /// A comparison of revisions.
    POLL("poll"),
    /// A reading of everything: at start, after a reconnect, and from time to time.
    REREAD("re-read");

    private final String wireName;

    ChangeSource(String wireName) {
        this.wireName = wireName;
    }

    /// The name in metrics.
    public String wireName() {
        return wireName;
    }
}
