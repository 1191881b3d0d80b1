package dev.flagstaff.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import java.util.List;

/// The Redis at an address, whatever it is: nobody else is asked who is master. Its replicas are those that it names
/// itself, and it is one itself where a service gives replicas an address of their own.
final class SingleRedis implements Topology {
    private final RedisAddress address;
    private final RedisClient client;

    SingleRedis(RedisAddress address, RedisClient client) {
        this.address = address;
        this.client = client;
    }

    @Override
    public Node master() {
        return new Node(address.reread().base(), false);
    }

    @Override
    public List<Node> replicas() {
        var url = address.reread();
        var deadline = Deadline.after(Redis.COMMAND_TIMEOUT);
        try (var call = Call.dial(client.connectAsync(StringCodec.UTF8, url.base()), address, deadline)) {
            var role = Topology.unlessRefused(call.connection().async().role(), address, deadline);
            return switch (role.map(Role::parse).orElseGet(Role.Other::new)) {
                case Role.Master(var replicas) ->
                    replicas.stream()
                            .map(place -> url.node(place.host(), place.port(), true))
                            .toList();
                case Role.Replica(var _) -> List.of(new Node(url.base(), true));
                case Role.Other() -> List.of();
            };
        }
    }

    @Override
    public boolean isOneNode() {
        return true;
    }

    @Override
    public void probe(StatefulRedisConnection<String, byte[]> connection, Node node, Deadline deadline) {
        Topology.probeRole(connection, node, address, deadline);
    }
}
