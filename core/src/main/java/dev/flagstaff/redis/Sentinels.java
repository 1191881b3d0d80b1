package dev.flagstaff.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/// Masters and replicas as sentinels know them.
///
/// **Which sentinel is right.** All are asked, and of what the first majority answers the view with the greatest
/// configuration epoch holds: each failover has a greater one, so a sentinel that was cut off from the others, and
/// still names the old master, is outvoted by one that was not. Connections to sentinels stay open, because a
/// master that was cut off together with the connection to it goes on answering: only sentinels know better, and
/// are asked every few seconds.
final class Sentinels implements Topology {
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration DIAL_PATIENCE = Duration.ofSeconds(2);

    private final RedisAddress address;
    private final RedisClient client;
    private final Map<RedisURI, StatefulRedisSentinelConnection<String, String>> connections =
            new ConcurrentHashMap<>();

    Sentinels(RedisAddress address, RedisClient client) {
        this.address = address;
        this.client = client;
    }

    /// What one sentinel says.
    ///
    /// @param epoch of the configuration that it knows
    private record View(long epoch, Node master) {}

    @Override
    public Node master() {
        return newest(address.reread(), DIAL_PATIENCE)
                .orElseThrow(() -> new RedisUnavailableException("no sentinel of " + address + " names a master called "
                        + address.url().masterName()));
    }

    @Override
    public Optional<Node> masterByOthers() {
        return newest(address.url(), PATIENCE);
    }

    private Optional<Node> newest(RedisUrl url, Duration patience) {
        return ask(url, sentinel -> view(url, sentinel), patience)
                .max(Comparator.comparingLong(View::epoch))
                .map(View::master);
    }

    @Override
    public List<Node> replicas() {
        var url = address.reread();
        return ask(url, sentinel -> sentinel.async().replicas(url.masterName()), DIAL_PATIENCE)
                .max(Comparator.comparingInt(List::size))
                .stream()
                .flatMap(List::stream)
                .filter(Sentinels::isUp)
                .map(replica -> url.node(replica.getOrDefault("ip", ""), port(replica), true))
                .toList();
    }

    private static int port(Map<String, String> replica) {
        return Integer.parseInt(replica.getOrDefault("port", "0"));
    }

    private static boolean isUp(Map<String, String> replica) {
        String flags = replica.getOrDefault("flags", "");
        return !flags.contains("_down") && !flags.contains("disconnected");
    }

    @Override
    public void prepare(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {
        var role = Topology.unlessRefused(connection.async().role(), address, deadline);
        if (!node.isReplica() && role.isPresent() && !(Role.parse(role.get()) instanceof Role.Master)) {
            throw new RedisUnavailableException("Redis at " + node + " is named as the master and says that it is not");
        }
    }

    @Override
    public void probe(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {
        Topology.probeRole(connection, node, address, deadline);
    }

    /// The address comes from the command that tells it first in a failover, the epoch from the other one.
    private static CompletionStage<View> view(RedisUrl url, StatefulRedisSentinelConnection<String, String> sentinel) {
        var place = sentinel.async().getMasterAddrByName(url.masterName());
        var details = sentinel.async().master(url.masterName());
        return place.thenCombine(details, (socket, fields) -> {
            var master = (InetSocketAddress) socket;
            long epoch = Long.parseLong(fields.getOrDefault("config-epoch", "0"));
            return new View(epoch, url.node(master.getHostString(), master.getPort(), false));
        });
    }

    /// What the first majority answers, or fewer where more do not.
    private <T> Stream<T> ask(
            RedisUrl url,
            Function<StatefulRedisSentinelConnection<String, String>, CompletionStage<T>> question,
            Duration patience) {
        var answers = new LinkedBlockingQueue<Optional<T>>();
        for (var sentinel : url.seeds()) {
            var _ = connection(sentinel)
                    .thenCompose(question)
                    .whenComplete((answer, failure) -> answers.add(Optional.ofNullable(answer)));
        }
        var deadline = Deadline.after(patience);
        int majority = url.seeds().size() / 2 + 1;
        var told = Stream.<T>builder();
        int count = 0;
        for (int i = 0; i < url.seeds().size() && count < majority; i++) {
            var answer = next(answers, deadline);
            answer.ifPresent(told::add);
            count += answer.isPresent() ? 1 : 0;
        }
        return told.build();
    }

    private static <T> Optional<T> next(LinkedBlockingQueue<Optional<T>> answers, Deadline deadline) {
        try {
            var answer = answers.poll(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            return answer == null ? Optional.empty() : answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailableException("interrupted while waiting for sentinels", e);
        }
    }

    private CompletableFuture<StatefulRedisSentinelConnection<String, String>> connection(RedisURI sentinel) {
        var open = connections.get(sentinel);
        if (open != null && open.isOpen()) {
            return CompletableFuture.completedFuture(open);
        }
        return client.connectSentinelAsync(StringCodec.UTF8, sentinel).thenApply(connection -> {
            var other = connections.put(sentinel, connection);
            if (other != null) {
                var _ = other.closeAsync();
            }
            return connection;
        });
    }

    @Override
    public void close() {
        connections.values().forEach(Call::hangUp);
    }
}
