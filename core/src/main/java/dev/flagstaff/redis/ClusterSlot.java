package dev.flagstaff.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.StringCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The nodes of a Redis Cluster that have the slot of a key. All keys of ours are on one slot, so one node is enough,
/// and whether it still is the right one tells any command on a key: another node refuses it.
final class ClusterSlot implements Topology {
    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final Duration WHOLE_PATIENCE = Duration.ofSeconds(4);
    private static final Pattern MOVED = Pattern.compile(".*\\bMOVED [0-9]+ (.*):([0-9]+).*", Pattern.DOTALL);

    private final RedisAddress address;
    private final RedisClient client;
    private final String key;
    private final int slot;
    /// Nodes of the last answer, beyond those that the URL names, which may be gone one day.
    private volatile List<Node> known = List.of();
    private volatile @Nullable Node hint;

    ClusterSlot(RedisAddress address, RedisClient client, String key) {
        this.address = address;
        this.client = client;
        this.key = key;
        slot = SlotHash.getSlot(key);
    }

    /// Who has the slot; the master comes first.
    private List<Node> owners() {
        var url = address.reread();
        var failure = new RedisUnavailableException("no node of the Redis Cluster at " + address + " answers");
        var whole = Deadline.after(WHOLE_PATIENCE);
        for (var seed : seeds(url)) {
            if (whole.nanosLeft() == 0) {
                break;
            }
            try {
                return owners(url, seed);
            } catch (RedisUnavailableException unavailable) {
                failure = unavailable;
            }
        }
        throw failure;
    }

    private List<Node> seeds(RedisUrl url) {
        var seeds = new ArrayList<>(known);
        url.seeds().forEach(seed -> seeds.add(new Node(seed, false)));
        Collections.shuffle(seeds);
        var first = hint;
        if (first != null) {
            hint = null;
            seeds.addFirst(first);
        }
        return seeds;
    }

    private List<Node> owners(RedisUrl url, Node seed) {
        var deadline = Deadline.after(PATIENCE);
        try (var call = Call.dial(client.connectAsync(StringCodec.UTF8, seed.uri()), address, deadline)) {
            var ranges =
                    SlotRange.parse(deadline.await(call.connection().async().clusterSlots(), address), url, seed);
            known = ranges.stream()
                    .flatMap(range -> range.nodes().stream())
                    .distinct()
                    .toList();
            return ranges.stream()
                    .filter(range -> range.has(slot))
                    .findFirst()
                    .map(SlotRange::nodes)
                    .orElseThrow(() -> new RedisUnavailableException(
                            "no node of the Redis Cluster at " + address + " has slot " + slot));
        }
    }

    @Override
    public Node master() {
        return owners().getFirst();
    }

    @Override
    public List<Node> replicas() {
        var owners = owners();
        return owners.subList(1, owners.size());
    }

    @Override
    public void prepare(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {
        if (node.isReplica()) {
            deadline.await(connection.async().readOnly(), address);
        }
    }

    /// Also through a subscription: with RESP3 it may send any command.
    @Override
    public void probe(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {
        deadline.await(connection.async().exists(key), address);
        if (node.isReplica()) {
            Topology.probeReplica(connection, node, address, deadline);
        }
    }

    @Override
    public void learn(RedisUnavailableException failure) {
        var moved = MOVED.matcher(String.valueOf(failure.getMessage()));
        Optional.of(moved)
                .filter(match -> match.matches() && !match.group(1).isEmpty())
                .ifPresent(match -> hint = address.url().node(match.group(1), Integer.parseInt(match.group(2)), false));
    }
}
