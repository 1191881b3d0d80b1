package dev.flagstaff.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way that some links go together: all of them are to be on one node, the master or one replica. It is asked at
/// every dial where to go; when one link arrives elsewhere than the others are, they leave and follow. Thread-safe.
///
/// **Why together.** A keyspace notification carries no revision. One that came from the master, about a flag that
/// is then read from a replica which has not got the edit yet, would be answered with the old definition, and
/// nothing would tell. From one and the same node, the edit is there before the notification. So a feed subscribes
/// where it reads.
final class Route {
    private static final Logger LOG = LoggerFactory.getLogger(Route.class);
    /// How long a replica that was unfit is not tried again, and the master used where there is no other.
    private static final Duration DETOUR = Duration.ofSeconds(60);

    private final RedisAddress address;
    private final Topology topology;
    private final boolean prefersReplicas;
    private final Set<Consumer<Node>> travellers = ConcurrentHashMap.newKeySet();
    /// Places of replicas that were unfit, and until when they are avoided.
    private final Map<String, Deadline> avoided = new ConcurrentHashMap<>();
    private volatile Deadline nextLook = Deadline.after(Duration.ZERO);
    private volatile @Nullable Node last;

    /// @param prefersReplicas whether to go to a replica where one is fit
    Route(RedisAddress address, Topology topology, boolean prefersReplicas) {
        this.address = address;
        this.topology = topology;
        this.prefersReplicas = prefersReplicas;
    }

    RedisAddress address() {
        return address;
    }

    /// From now on this is told where links arrive.
    void join(Consumer<Node> traveller) {
        travellers.add(traveller);
    }

    void leave(Consumer<Node> traveller) {
        travellers.remove(traveller);
    }

    /// Where to go now. Waits for Redis.
    Node locate() {
        var replicas = prefersReplicas ? fitReplicas() : List.<Node>of();
        if (replicas.isEmpty()) {
            nextLook = Deadline.after(DETOUR);
            return topology.master();
        }
        var others = last;
        for (var replica : replicas) {
            if (others != null && replica.isAt(others)) {
                return replica;
            }
        }
        return replicas.get(ThreadLocalRandom.current().nextInt(replicas.size()));
    }

    private List<Node> fitReplicas() {
        try {
            return topology.replicas().stream()
                    .filter(replica -> !isAvoided(replica))
                    .toList();
        } catch (RedisUnavailableException failure) {
            LOG.debug("replicas cannot be found: {}", failure.getMessage());
            return List.of();
        }
    }

    private boolean isAvoided(Node replica) {
        var until = avoided.get(replica.toString());
        return until != null && until.nanosLeft() > 0;
    }

    /// Makes sure that a new connection has come to the right node, and makes it fit for use.
    void arrive(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {
        topology.prepare(connection, node, deadline);
        topology.probe(connection, node, deadline);
    }

    /// A connection to this node is in use from now on.
    void arrived(Node node) {
        last = node;
        travellers.forEach(traveller -> traveller.accept(node));
    }

    /// Asks a node whether it still is the right one.
    void probe(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {
        topology.probe(connection, node, deadline);
    }

    /// Asks others whether a node still is the right one; true where there is nobody to ask.
    boolean isStillRight(Node node) {
        if (node.isReplica()) {
            return true;
        }
        if (prefersReplicas && nextLook.nanosLeft() == 0) {
            if (!fitReplicas().isEmpty()) {
                return false;
            }
            nextLook = Deadline.after(DETOUR);
        }
        return topology.masterByOthers().map(node::isAt).orElse(true);
    }

    /// Whether a node that answers is the right one, so that nothing else is to be asked.
    boolean isRightWhileItAnswers() {
        return topology.isOneNode() && !prefersReplicas;
    }

    /// Notes that a node could not be used, or no longer.
    void failed(Node node, RedisUnavailableException failure) {
        topology.learn(failure);
        avoid(node);
    }

    /// Goes elsewhere for some time, where this is a replica.
    void avoid(Node node) {
        if (node.isReplica()) {
            avoided.put(node.toString(), Deadline.after(DETOUR));
        }
    }
}
