package dev.flagstaff.redis;

import io.lettuce.core.RedisURI;

/// One Redis process that a connection goes to. Immutable.
///
/// @param uri where it is and who we are there
/// @param isReplica whether it is taken for a replica, and not for the master
record Node(RedisURI uri, boolean isReplica) {
    /// Whether both are in one place, whatever their roles and whoever we are there.
    boolean isAt(Node other) {
        return place(uri).equals(place(other.uri));
    }

    /// Host and port, for messages.
    @Override
    public String toString() {
        return place(uri);
    }

    static String place(RedisURI uri) {
        return uri.getSocket() == null ? uri.getHost() + ":" + uri.getPort() : uri.getSocket();
    }
}
