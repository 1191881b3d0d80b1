package dev.flagstaff.redis;

import dev.flagstaff.config.Setting;
import dev.flagstaff.config.Settings;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where Redis is and who we are there. Thread-safe. Holds credentials and never shows them.
///
/// Where `REDIS_URL_FILE` gave the URL, the file is read again before every connection, so that a password can be
/// changed while the process runs. A file that does not hold a URL of the same kind at the moment changes nothing.
public final class RedisAddress {
    private static final Logger LOG = LoggerFactory.getLogger(RedisAddress.class);
    private static final Pattern HASH_TAG = Pattern.compile("[^{]*\\{[^}]+}.*");

    private final Supplier<Optional<String>> source;
    private final Tls tls;
    private volatile RedisUrl url;
    private volatile boolean isRefusalTold;

    private RedisAddress(RedisUrl url, Supplier<Optional<String>> source, Tls tls) {
        this.url = url;
        this.source = source;
        this.tls = tls;
    }

    /// Reads a `redis://`, `rediss://`, `redis-sentinel://` or `redis-cluster://` URL, with or without credentials;
    /// the latter two speak TLS as `rediss-sentinel://` and `rediss-cluster://`. Certificates are checked as the
    /// JDK does.
    ///
    /// @throws IllegalArgumentException when it is none; the message does not repeat it, because it may
    ///     hold a password
    public static RedisAddress parse(String url) {
        return new RedisAddress(RedisUrl.parse(url), Optional::empty, Tls.JDK);
    }

    /// Reads `REDIS_URL` and the files of certificates; what is wrong with them becomes faults of the settings. So
    /// does a prefix that a cluster cannot work with.
    public static RedisAddress from(Settings settings) {
        try {
            var url = RedisUrl.parse(settings.text(Setting.REDIS_URL));
            var tls = Tls.from(settings, url.base().isSsl());
            if (url.kind() == RedisUrl.Kind.CLUSTER) {
                requireHashTag(settings);
            }
            return new RedisAddress(url, settings.source(Setting.REDIS_URL), tls);
        } catch (IllegalArgumentException malformed) {
            settings.fault(Setting.REDIS_URL, String.valueOf(malformed.getMessage()));
            return parse("redis://localhost:6379");
        }
    }

    private static void requireHashTag(Settings settings) {
        if (!HASH_TAG.matcher(settings.prefix(Setting.FLAGSTAFF_PREFIX)).matches()) {
            settings.fault(
                    Setting.FLAGSTAFF_PREFIX,
                    "must have a hash tag, such as {feature-flags}, where REDIS_URL names a Redis Cluster: a flag is"
                            + " written in one transaction, for which all keys must be on one slot");
        }
    }

    /// The number of the database.
    public int database() {
        return url.base().getDatabase();
    }

    /// What the URL says as far as is known.
    RedisUrl url() {
        return url;
    }

    /// What the URL says now.
    RedisUrl reread() {
        source.get().ifPresent(this::take);
        return url;
    }

    private void take(String text) {
        try {
            var now = RedisUrl.parse(text);
            if (now.kind() == url.kind() && now.base().isSsl() == url.base().isSsl()) {
                url = now;
                isRefusalTold = false;
                return;
            }
        } catch (IllegalArgumentException malformed) {
            LOG.debug("the file of REDIS_URL holds no Redis URL at the moment");
        }
        if (!isRefusalTold) {
            isRefusalTold = true;
            LOG.warn("the file of REDIS_URL has no URL of the kind that was there at start; that one stays in use");
        }
    }

    Tls tls() {
        return tls;
    }

    /// Host and port, for messages.
    @Override
    public String toString() {
        return url.toString();
    }
}
