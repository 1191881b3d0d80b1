package dev.flagstaff.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process's way to one Redis: the threads and settings that its connections share. Thread-safe. Closing it
/// closes whatever was opened from it and is still open.
public final class Redis implements AutoCloseable {
    /// How long a connection may take to come up, and a command to be answered, where nothing says otherwise.
    static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(Redis.class);
    private static final long CLOSE_PATIENCE_SECONDS = 1;

    /// Keys are text; values are bytes, so that what is no UTF-8 is seen and not mended in silence.
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final RedisAddress address;
    private final Keys keys;
    private final ClientResources resources;
    private final AsyncClient client;
    private final Topology topology;
    private final Route toMaster;

    private Redis(RedisAddress address, Keys keys) {
        this.address = address;
        this.keys = keys;
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .eventBus(new AsyncClient.NoEvents())
                .nettyCustomizer(new AsyncClient.WithPipelines())
                .build();
        client = new AsyncClient(resources);
        client.setOptions(ClientOptions.builder()
                // A link renews its connection itself, so that whoever uses it knows that it is another one.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP3)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(COMMAND_TIMEOUT)
                        .keepAlive(true)
                        .tcpNoDelay(true)
                        .build())
                // A notice that the server will move would have Lettuce reconnect; a link does that itself.
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .sslOptions(address.tls().options())
                .build());
        topology = Topology.of(address, client, keys.revision());
        toMaster = new Route(address, topology, false);
    }

    /// Prepares the way; connects nowhere yet.
    ///
    /// @param prefix what every key of ours begins with
    public static Redis at(RedisAddress address, String prefix) {
        return new Redis(address, new Keys(prefix));
    }

    /// Opens the store for reading and writing. It connects in the background and keeps trying.
    ///
    /// @param patience how long a call may wait for Redis before it fails
    /// @param connected called whenever a connection came up, on a thread that may wait for Redis
    public FlagStore store(Duration patience, Consumer<FlagStore> connected) {
        return FlagStore.open(this, patience, connected);
    }

    /// Opens a feed of all definitions and their changes. It connects in the background and keeps trying, and reads
    /// nothing before somebody is there to be told: [ChangeFeed#follow].
    public ChangeFeed feed(FeedSettings settings) {
        return ChangeFeed.open(this, settings);
    }

    /// Opens a feed that tells a listener from the beginning.
    public ChangeFeed feed(FeedSettings settings, ChangeListener listener) {
        var feed = feed(settings);
        feed.follow(listener);
        return feed;
    }

    /// Opens a stream of log entries.
    ///
    /// @param streamKey the whole key of the stream
    public LogStream logStream(String streamKey) {
        return LogStream.open(this, streamKey);
    }

    /// What Lettuce watches commands with.
    Timer timer() {
        return resources.timer();
    }

    Keys keys() {
        return keys;
    }

    RedisAddress address() {
        return address;
    }

    /// The way to the master that has our keys; one for all links.
    Route toMaster() {
        return toMaster;
    }

    /// A way to a replica of that master, or to itself where none is fit.
    Route toReplica() {
        return new Route(address, topology, true);
    }

    /// The way to the master that has some other key.
    Route toMasterOf(String key) {
        return address.url().kind() == RedisUrl.Kind.CLUSTER
                ? new Route(address, Topology.of(address, client, key), false)
                : toMaster;
    }

    RedisLink<StatefulRedisConnection<String, byte[]>> link(
            String name, Route route, RedisLink.Listener<StatefulRedisConnection<String, byte[]>> listener) {
        return new RedisLink<>(name, route, uri -> client.connectAsync(CODEC, uri), listener);
    }

    RedisLink<StatefulRedisPubSubConnection<String, byte[]>> subscriberLink(
            String name, Route route, RedisLink.Listener<StatefulRedisPubSubConnection<String, byte[]>> listener) {
        return new RedisLink<>(name, route, uri -> client.connectPubSubAsync(CODEC, uri), listener);
    }

    /// Waits for the threads to end, but not for long: on a machine that has too much to do they may be late, and that
    /// is no failure of whoever closes this. They keep no process alive.
    @Override
    public void close() {
        topology.close();
        client.shutdownAsync(0, 1, TimeUnit.SECONDS)
                .orTimeout(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> {
                    LOG.debug("connections to Redis take their time to end", late);
                    return null;
                })
                .join();
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(CLOSE_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
