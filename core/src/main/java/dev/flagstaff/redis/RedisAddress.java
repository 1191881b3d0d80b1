package dev.flagstaff.redis;

import dev.flagstaff.config.Host;
import dev.flagstaff.config.Setting;
import dev.flagstaff.config.Settings;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Where Redis is and who we are there. Immutable. Holds credentials and never shows them.
public final class RedisAddress {
    private static final String EXAMPLE = "redis://localhost:6379";
    private static final int LAST_PORT = 65_535;
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]+):([1-9][0-9]{0,4})");

    private final RedisURI uri;

    private RedisAddress(RedisURI uri) {
        this.uri = uri;
    }

    /// Reads a `redis://`, `rediss://` or `redis-sentinel://` URL, with or without credentials and a database
    /// number.
    ///
    /// @throws IllegalArgumentException when it is none; the message does not repeat it, because it may hold a
    ///     password
    public static RedisAddress parse(String url) {
        if (url.startsWith("redis-cluster://")) {
            throw new IllegalArgumentException("names a Redis Cluster, which this version does not support yet");
        }
        requireEscapedCredentials(url);
        try {
            var uri = RedisURI.create(url);
            if (uri.getSocket() == null) {
                (uri.getSentinels().isEmpty() ? List.of(uri) : uri.getSentinels()).forEach(RedisAddress::requireHost);
            }
            uri.setTimeout(Redis.COMMAND_TIMEOUT);
            return new RedisAddress(uri);
        } catch (RuntimeException malformed) {
            // Not the cause either: its message quotes the URL.
            throw new IllegalArgumentException("must be a Redis URL such as " + EXAMPLE);
        }
    }

    /// Where a password has one of these characters unescaped, its beginning would pass for host and port.
    private static void requireEscapedCredentials(String url) {
        int end = url.lastIndexOf('@');
        if (url.lastIndexOf('?', end) >= 0 || url.lastIndexOf('#', end) >= 0) {
            throw new IllegalArgumentException("must have ? and # percent-encoded in user and password");
        }
    }

    /// To `java.net.URI` a name with an underscore is no host, and Lettuce then takes the port for a part of it.
    private static void requireHost(RedisURI place) {
        var withPort = HOST_AND_PORT.matcher(place.getHost());
        if (withPort.matches()) {
            place.setHost(withPort.group(1));
            place.setPort(Integer.parseInt(withPort.group(2)));
        }
        var _ = new Host(place.getHost());
        if (place.getPort() > LAST_PORT) {
            throw new IllegalArgumentException("no port");
        }
    }

    /// Reads `REDIS_URL`; a URL that is none becomes a fault of the settings.
    public static RedisAddress from(Settings settings) {
        try {
            return parse(settings.text(Setting.REDIS_URL));
        } catch (IllegalArgumentException malformed) {
            settings.fault(Setting.REDIS_URL, String.valueOf(malformed.getMessage()));
            return parse(EXAMPLE);
        }
    }

    /// The number of the database.
    public int database() {
        return uri.getDatabase();
    }

    RedisURI uri(String clientName, Duration timeout) {
        return RedisURI.builder(uri)
                .withClientName(clientName)
                .withTimeout(timeout)
                .build();
    }

    /// Host and port, for messages.
    @Override
    public String toString() {
        if (uri.getSentinels().isEmpty()) {
            return place(uri);
        }
        return uri.getSentinels().stream().map(RedisAddress::place).collect(Collectors.joining(","));
    }

    private static String place(RedisURI uri) {
        return uri.getSocket() == null ? uri.getHost() + ":" + uri.getPort() : uri.getSocket();
    }
}
