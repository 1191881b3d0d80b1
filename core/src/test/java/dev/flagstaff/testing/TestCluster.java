package dev.flagstaff.testing;

import io.lettuce.core.MigrateArgs;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A Redis Cluster: three masters, each with a replica. Used by one thread.
public final class TestCluster implements AutoCloseable {
    private static final int MASTERS = 3;
    private static final int KEYS_AT_ONCE = 40;
    private static final int LAST_SLOT = SlotHash.SLOT_COUNT - 1;

    private final List<TestRedis> nodes = new ArrayList<>();

    /// By which port each is known to clients and to the others.
    private final ToIntFunction<TestRedis> doors;

    private TestCluster(ToIntFunction<TestRedis> doors) {
        this.doors = doors;
    }

    /// Starts one, and waits until every slot is served.
    public static TestCluster start() {
        return start(TestRedis::port);
    }

    /// Starts one whose nodes are known by other ports than their own.
    ///
    /// @param doors makes the way to one, and tells its port; called any number of times
    public static TestCluster start(ToIntFunction<TestRedis> doors) {
        var cluster = new TestCluster(doors);
        try {
            cluster.startAll();
            return cluster;
        } catch (RuntimeException | Error failure) {
            cluster.close();
            throw failure;
        }
    }

    private void startAll() {
        for (int i = 0; i < 2 * MASTERS; i++) {
            nodes.add(TestRedis.start(
                    "--cluster-enabled", "yes",
                    "--cluster-node-timeout", "1500",
                    "--cluster-replica-validity-factor", "0",
                    "--repl-diskless-sync-delay", "0"));
        }
        for (var node : nodes) {
            if (doors.applyAsInt(node) != node.port()) {
                ask(
                        node,
                        commands ->
                                commands.configSet("cluster-announce-port", Integer.toString(doors.applyAsInt(node))));
            }
        }
        for (int i = 0; i < MASTERS; i++) {
            int[] slots = IntStream.rangeClosed(i * LAST_SLOT / MASTERS + Math.min(i, 1), (i + 1) * LAST_SLOT / MASTERS)
                    .toArray();
            ask(nodes.get(i), commands -> commands.clusterAddSlots(slots));
        }
        for (var node : nodes.subList(1, nodes.size())) {
            ask(
                    node,
                    commands ->
                            commands.clusterMeet("127.0.0.1", nodes.getFirst().port()));
        }
        for (int i = 0; i < MASTERS; i++) {
            String master = ask(nodes.get(i), RedisCommands::clusterMyId);
            var replica = nodes.get(MASTERS + i);
            Eventually.is(Duration.ofSeconds(20), () -> "OK".equals(ask(replica, one -> one.clusterReplicate(master))));
        }
        Eventually.is(Duration.ofSeconds(30), () -> nodes.stream().allMatch(this::seesAll));
    }

    private boolean seesAll(TestRedis node) {
        boolean isUp = ask(node, RedisCommands::clusterInfo).contains("cluster_state:ok");
        long replicas = ask(node, RedisCommands::clusterNodes)
                .lines()
                .filter(line -> line.contains("slave"))
                .count();
        boolean isInSync = !ask(node, one -> one.info("replication")).contains("master_link_status:down");
        return isUp && isInSync && replicas == MASTERS;
    }

    /// What to put into `REDIS_URL`.
    public String url() {
        return "redis-cluster://"
                + nodes.stream()
                        .map(node -> "127.0.0.1:" + doors.applyAsInt(node))
                        .collect(Collectors.joining(","));
    }

    /// Who serves the slot of a key, according to a node that is alive.
    public TestRedis owner(String key) {
        int slot = SlotHash.getSlot(key);
        return nodes.stream().filter(node -> owns(node, slot)).findFirst().orElseThrow();
    }

    private static boolean owns(TestRedis node, int slot) {
        try {
            return ask(node, RedisCommands::clusterNodes)
                    .lines()
                    .filter(line -> line.contains("myself,master"))
                    .flatMap(line -> Stream.of(line.split(" ")).skip(8))
                    .filter(range -> !range.startsWith("["))
                    .anyMatch(range -> contains(range, slot));
        } catch (RuntimeException down) {
            return false;
        }
    }

    /// Every node, dead ones as well.
    public List<TestRedis> nodes() {
        return List.copyOf(nodes);
    }

    /// Moves the slot of a key to another master, some keys at a time as a resharding does.
    ///
    /// @return where it is now
    public TestRedis moveSlot(String key) {
        int slot = SlotHash.getSlot(key);
        var source = owner(key);
        var target = nodes.stream()
                .filter(node -> !node.equals(source) && isMaster(node))
                .findFirst()
                .orElseThrow();
        String sourceId = ask(source, RedisCommands::clusterMyId);
        String targetId = ask(target, RedisCommands::clusterMyId);
        ask(target, commands -> commands.clusterSetSlotImporting(slot, sourceId));
        ask(source, commands -> commands.clusterSetSlotMigrating(slot, targetId));
        moveKeys(source, target, slot);
        for (var node : List.of(target, source)) {
            ask(node, commands -> commands.clusterSetSlotNode(slot, targetId));
        }
        return target;
    }

    private static void moveKeys(TestRedis source, TestRedis target, int slot) {
        while (true) {
            var keys = ask(source, commands -> commands.clusterGetKeysInSlot(slot, KEYS_AT_ONCE));
            if (keys.isEmpty()) {
                return;
            }
            ask(
                    source,
                    commands -> commands.migrate("127.0.0.1", target.port(), 0, 5_000, MigrateArgs.Builder.keys(keys)));
        }
    }

    private static boolean isMaster(TestRedis node) {
        return ask(node, one -> one.info("replication")).contains("role:master");
    }

    private static boolean contains(String range, int slot) {
        int dash = range.indexOf('-');
        int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
        int last = Integer.parseInt(dash < 0 ? range : range.substring(dash + 1));
        return first <= slot && slot <= last;
    }

    private static <T> T ask(TestRedis node, Function<RedisCommands<String, String>, T> question) {
        return Asked.redis(RedisURI.create(node.url()), question);
    }

    @Override
    public void close() {
        Closing.all(nodes.reversed());
    }
}
