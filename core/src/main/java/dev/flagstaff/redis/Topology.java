package dev.flagstaff.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.Optional;

/// How nodes of one kind of Redis are found and known to be the right ones. Thread-safe. Methods wait for Redis, but
/// none longer than a deadline or a few seconds, and throw [RedisUnavailableException].
interface Topology extends AutoCloseable {
    /// Chooses by the kind of Redis that an address names.
    ///
    /// @param key some key of ours: in a cluster it says which master is meant
    static Topology of(RedisAddress address, RedisClient client, String key) {
        return switch (address.url().kind()) {
            case SINGLE -> new SingleRedis(address, client);
            case SENTINEL -> new Sentinels(address, client);
            case CLUSTER -> new ClusterSlot(address, client, key);
        };
    }

    /// The node to write to, and to follow unless a replica is wanted.
    Node master();

    /// The replicas of that node that are thought to be up, in no order; none where that cannot be told.
    List<Node> replicas();

    /// Makes a new connection fit for reading from its node.
    default void prepare(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {}

    /// Asks a connection's own node whether it still is what it was taken for.
    ///
    /// @throws RedisUnavailableException when it is not, or does not answer
    void probe(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline);

    /// Where the master is according to others than itself; nothing where there are none to ask, or none answers.
    default Optional<Node> masterByOthers() {
        return Optional.empty();
    }

    /// Whether there is one node alone, which is right as long as it answers.
    default boolean isOneNode() {
        return false;
    }

    /// Notes what a failure tells of where to ask next.
    default void learn(RedisUnavailableException failure) {}

    @Override
    default void close() {}

    /// Pings, and of a replica wants its word that it is one and hears its master.
    static void probeRole(
            StatefulRedisConnection<String, byte[]> connection, Node node, RedisAddress address, Deadline deadline) {
        if (node.isReplica()) {
            probeReplica(connection, node, address, deadline);
        } else {
            deadline.await(connection.async().ping(), address);
        }
    }

    /// Wants a replica to be one, and to hear its master.
    ///
    /// @throws RedisUnavailableException also where the node may not be asked: a replica of which nobody knows
    ///     whether it hears its master is of no use
    static void probeReplica(
            StatefulRedisConnection<String, byte[]> connection, Node node, RedisAddress address, Deadline deadline) {
        var state = ReplicationState.parse(deadline.await(connection.async().info("replication"), address));
        if (!state.hearsItsMaster()) {
            throw new RedisUnavailableException("the replica " + node + " does not hear its master");
        }
    }

    /// An answer, or nothing where Redis refuses to give it: managed ones do.
    static <T> Optional<T> unlessRefused(RedisFuture<T> answer, RedisAddress address, Deadline deadline) {
        try {
            return Optional.of(deadline.await(answer, address));
        } catch (RedisUnavailableException failure) {
            if (Failures.isRefusal(failure)) {
                return Optional.empty();
            }
            throw failure;
        }
    }
}
