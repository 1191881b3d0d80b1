package dev.flagstaff.redis;

import dev.flagstaff.config.Host;
import io.lettuce.core.RedisURI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a Redis URL says. Immutable. Holds credentials and never shows them.
///
/// @param kind which kind of Redis it names
/// @param base who we are there, which database it is, and whether to speak TLS; of a single Redis also where it is
/// @param seeds the sentinels or the nodes of the cluster that are asked where to go; of a single Redis itself
record RedisUrl(Kind kind, RedisURI base, List<RedisURI> seeds) {
    private static final String EXAMPLE = "redis://localhost:6379";
    private static final int LAST_PORT = 65_535;
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:]+):([1-9][0-9]{0,4})");
    private static final Pattern CLUSTER = Pattern.compile("redis(s?)-cluster://(.*@)?([^@/?#]+)(/0?)?(\\?[^#]*)?");
    private static final Pattern SENTINEL_CREDENTIALS =
            Pattern.compile("([?&])(sentinelUsername|sentinelPassword)=([^&#]*)");

    /// What runs behind a URL.
    enum Kind {
        SINGLE,
        SENTINEL,
        CLUSTER
    }

    /// @throws IllegalArgumentException when it is none; the message does not repeat it, because it may
    ///     hold a password
    static RedisUrl parse(String url) {
        requireEscapedCredentials(url);
        try {
            var parsed = parseUnchecked(url);
            parsed.seeds().forEach(RedisUrl::unnamed);
            unnamed(parsed.base());
            return parsed;
        } catch (RuntimeException malformed) {
            // Not the cause either: its message quotes the URL.
            throw new IllegalArgumentException("must be a Redis URL such as " + EXAMPLE);
        }
    }

    private static RedisUrl parseUnchecked(String url) {
        if (url.startsWith("redis-cluster://") || url.startsWith("rediss-cluster://")) {
            return cluster(url);
        }
        return url.startsWith("redis-sentinel://") || url.startsWith("rediss-sentinel://")
                ? sentinel(url)
                : single(url);
    }

    /// Lettuce would tell its name and version to every connection, by a command that needs a permission.
    private static RedisURI unnamed(RedisURI uri) {
        uri.setLibraryName("");
        uri.setLibraryVersion("");
        return uri;
    }

    /// Where a password has one of these characters unescaped, its beginning would pass for host and port.
    private static void requireEscapedCredentials(String url) {
        int end = url.lastIndexOf('@');
        if (url.lastIndexOf('?', end) >= 0 || url.lastIndexOf('#', end) >= 0) {
            throw new IllegalArgumentException("must have ? and # percent-encoded in user and password");
        }
    }

    private static RedisUrl single(String url) {
        var uri = RedisURI.create(url);
        if (uri.getSocket() == null) {
            requireHost(uri);
        }
        return new RedisUrl(Kind.SINGLE, uri, List.of(uri));
    }

    /// What Lettuce reads, and two parameters of ours: it can log in at a sentinel, but has no place in the
    /// URL for that.
    private static RedisUrl sentinel(String url) {
        String user = parameter(url, "sentinelUsername");
        String password = parameter(url, "sentinelPassword");
        var uri = RedisURI.create(withoutSentinelCredentials(url));
        var sentinels = new ArrayList<RedisURI>();
        for (var sentinel : uri.getSentinels()) {
            requireHost(sentinel);
            var seed = RedisURI.builder(sentinel).withSsl(uri.isSsl()).withVerifyPeer(uri.getVerifyMode());
            if (!password.isEmpty()) {
                seed.withAuthentication(user.isEmpty() ? "default" : user, password);
            }
            sentinels.add(seed.build());
        }
        return new RedisUrl(Kind.SENTINEL, uri, List.copyOf(sentinels));
    }

    private static String parameter(String url, String name) {
        var matcher = SENTINEL_CREDENTIALS.matcher(url);
        return matcher.results()
                .filter(one -> one.group(2).equals(name))
                .map(one -> URLDecoder.decode(one.group(3).replace("+", "%2B"), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }

    private static String withoutSentinelCredentials(String url) {
        return SENTINEL_CREDENTIALS.matcher(url).replaceAll("$1");
    }

    /// The same as for a single Redis, with several hosts and no database but 0, which is the only one of a cluster.
    private static RedisUrl cluster(String url) {
        var parts = CLUSTER.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no cluster");
        }
        String scheme = "redis" + parts.group(1) + "://" + Objects.requireNonNullElse(parts.group(2), "");
        String rest = Objects.requireNonNullElse(parts.group(5), "");
        var seeds = Stream.of(parts.group(3).split(",", -1))
                .map(host -> single(scheme + host + rest).base())
                .toList();
        if (seeds.stream().anyMatch(seed -> seed.getDatabase() != 0)) {
            throw new IllegalArgumentException("a database");
        }
        return new RedisUrl(Kind.CLUSTER, seeds.getFirst(), seeds);
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

    /// The name by which sentinels know the master.
    String masterName() {
        return base.getSentinelMasterId();
    }

    /// A node of this Redis that announced itself under this address.
    Node node(String host, int port, boolean isReplica) {
        var uri = RedisURI.builder()
                .withHost(host.toLowerCase(Locale.ROOT))
                .withPort(port)
                .withSsl(base.isSsl())
                .withStartTls(base.isStartTls())
                .withVerifyPeer(base.getVerifyMode())
                .withDatabase(base.getDatabase())
                .build();
        uri.setCredentialsProvider(base.getCredentialsProvider());
        return new Node(unnamed(uri), isReplica);
    }

    /// Where to ask, for messages.
    @Override
    public String toString() {
        return seeds.stream().map(Node::place).collect(Collectors.joining(","));
    }
}
