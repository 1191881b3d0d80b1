package dev.flagstaff.testing;

import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// A master, two replicas and three sentinels, all with passwords: the shipped users, and one for replication and
/// sentinels. A write is refused by a master that no replica has heard of for a second. Used by one thread.
public final class SentinelFleet implements AutoCloseable {
    /// The name by which sentinels know the master.
    public static final String MASTER = "flags";

    private static final String SENTINEL_PASSWORD = "sentinels-only";
    /// Who replicates and watches, and who only changes users.
    private static final String KEEPER =
            "user keeper on >keeper ~* &* +@all\nuser guard on >guard ~* &* -@all +acl +client +info +config";

    private final List<AutoCloseable> parts = new ArrayList<>();
    private final List<TestRedis> nodes = new ArrayList<>();
    private final List<TestRedis> sentinels = new ArrayList<>();
    private final Path users;
    /// By which port each is known.
    private final ToIntFunction<TestRedis> doors;

    private SentinelFleet(ToIntFunction<TestRedis> doors) {
        this.doors = doors;
        users = usersFile();
    }

    /// Starts one, and waits until its sentinels know each other and the replicas.
    public static SentinelFleet start() {
        return start(TestRedis::port);
    }

    /// Starts one whose nodes and sentinels are known by other ports than their own.
    ///
    /// @param doors makes the way to one, and tells its port; called any number of times
    public static SentinelFleet start(ToIntFunction<TestRedis> doors) {
        var fleet = new SentinelFleet(doors);
        try {
            fleet.startAll();
            return fleet;
        } catch (RuntimeException | Error failure) {
            fleet.close();
            throw failure;
        }
    }

    private void startAll() {
        var master = node();
        node("--replicaof", "127.0.0.1", door(master));
        node("--replicaof", "127.0.0.1", door(master));
        // Replicas say where they are when they connect.
        Asked.redis(RedisURI.create(keeperUrl(master)), one -> one.clientKill(KillArgs.Builder.typeSlave()));
        for (int i = 0; i < 3; i++) {
            sentinels.add(add(TestRedis.sentinel(
                    "sentinel monitor " + MASTER + " 127.0.0.1 " + door(master) + " 2",
                    "sentinel down-after-milliseconds " + MASTER + " 1000",
                    "sentinel failover-timeout " + MASTER + " 4000",
                    "sentinel auth-user " + MASTER + " keeper",
                    "sentinel auth-pass " + MASTER + " keeper",
                    "requirepass " + SENTINEL_PASSWORD,
                    "sentinel sentinel-pass " + SENTINEL_PASSWORD)));
        }
        Eventually.is(Duration.ofSeconds(30), this::isComplete);
    }

    private TestRedis node(String... options) {
        var all = new ArrayList<>(List.of(
                "--aclfile", users.toString(),
                "--masteruser", "keeper",
                "--masterauth", "keeper",
                "--min-replicas-to-write", "1",
                "--min-replicas-max-lag", "1",
                "--repl-ping-replica-period", "1",
                "--repl-diskless-sync-delay", "0"));
        all.addAll(List.of(options));
        var node = add(TestRedis.start(all.toArray(String[]::new)));
        nodes.add(node);
        if (doors.applyAsInt(node) != node.port()) {
            Asked.redis(RedisURI.create(keeperUrl(node)), one -> one.configSet("replica-announce-port", door(node)));
        }
        return node;
    }

    private String door(TestRedis one) {
        return Integer.toString(doors.applyAsInt(one));
    }

    private <T extends AutoCloseable> T add(T part) {
        parts.add(part);
        return part;
    }

    private boolean isComplete() {
        return sentinels.stream().allMatch(sentinel -> {
            var master = Asked.sentinel(sentinelUri(sentinel), one -> one.master(MASTER));
            return "2".equals(master.get("num-slaves"))
                    && "2".equals(master.get("num-other-sentinels"))
                    && "master".equals(master.get("flags"));
        });
    }

    private static RedisURI sentinelUri(TestRedis sentinel) {
        return RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(sentinel.port())
                .withPassword(SENTINEL_PASSWORD.toCharArray())
                .build();
    }

    /// What to put into `REDIS_URL`.
    ///
    /// @param credentials user and password, separated by a colon
    public String url(String credentials) {
        var hosts = sentinels.stream().map(one -> "127.0.0.1:" + door(one)).collect(Collectors.joining(","));
        return "redis-sentinel://" + credentials + "@" + hosts + "?sentinelPassword=" + SENTINEL_PASSWORD + "#"
                + MASTER;
    }

    /// The node that the sentinels name as master.
    public TestRedis master() {
        var master = Asked.sentinel(sentinelUri(sentinels.getFirst()), one -> one.master(MASTER));
        return nodes.stream()
                .filter(node -> door(node).equals(master.get("port")))
                .findFirst()
                .orElseThrow();
    }

    /// Every node that is no sentinel.
    public List<TestRedis> nodes() {
        return List.copyOf(nodes);
    }

    /// Cuts a node off from its replicas and from all sentinels, and from nobody else: it does not know them any more.
    public static void cutOff(TestRedis node) {
        keeper(node, AclSetuserArgs.Builder.off());
    }

    /// Takes that back.
    public static void letIn(TestRedis node) {
        keeper(node, AclSetuserArgs.Builder.on());
    }

    private static void keeper(TestRedis node, AclSetuserArgs change) {
        Asked.redis(RedisURI.create(guardUrl(node)), one -> {
            one.aclSetuser("keeper", change);
            return one.clientKill(KillArgs.Builder.user("keeper"));
        });
    }

    private static String guardUrl(TestRedis node) {
        return "redis://guard:guard@127.0.0.1:" + node.port();
    }

    /// Who may do everything on a node.
    public static String keeperUrl(TestRedis node) {
        return "redis://keeper:keeper@127.0.0.1:" + node.port();
    }

    private static Path usersFile() {
        try {
            var file = Files.createTempFile("flagstaff-users", ".acl");
            Files.writeString(file, Files.readString(ShippedUsers.FILE) + "\n" + KEEPER + "\n");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Closing.all(parts.reversed());
        Closing.all(List.of(() -> Files.deleteIfExists(users)));
    }
}
