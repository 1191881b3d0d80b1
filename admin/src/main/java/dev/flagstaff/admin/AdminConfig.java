package dev.flagstaff.admin;

import dev.flagstaff.config.Host;
import dev.flagstaff.config.Setting;
import dev.flagstaff.config.Settings;
import dev.flagstaff.http.HttpLimits;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.redis.RedisAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an admin needs to know. Immutable.
///
/// @param port 0 for any that is free; so with the management port
/// @param tokens the file of access tokens; null for none, when whoever reaches the API may use it
/// @param tls where the certificate of the API is; null for none, when it is not encrypted
/// @param setKeyspaceEvents whether to turn on Redis's keyspace notifications
/// @param minRevisionWait how long a request waits for the revision that it wants
/// @param logStreamKey the Redis stream that log entries go to
public record AdminConfig(
        RedisAddress redis,
        String prefix,
        String host,
        int port,
        String managementHost,
        int managementPort,
        @Nullable Path tokens,
        @Nullable TlsFiles tls,
        HttpLimits limits,
        boolean setKeyspaceEvents,
        Duration minRevisionWait,
        String logStreamKey,
        String logLevel) {
    /// Where a certificate and its key are.
    public record TlsFiles(Path certificate, Path key) {}

    /// Reads the environment.
    ///
    /// @throws dev.flagstaff.config.InvalidSettingsException naming every fault at once
    public static AdminConfig from(Map<String, String> environment) {
        var settings = Settings.of(environment);
        var config = from(settings);
        settings.check();
        return config;
    }

    /// Reads settings; whoever gave them checks them afterwards.
    public static AdminConfig from(Settings settings) {
        var host = settings.host(Setting.FLAGSTAFF_ADMIN_HOST);
        Path tokens = settings.optionalPath(Setting.FLAGSTAFF_ADMIN_TOKENS_FILE);
        String auth = settings.optionalOneOf(Setting.FLAGSTAFF_ADMIN_AUTH, "none");
        if (!host.isLoopback() && tokens == null && auth == null) {
            settings.fault(
                    Setting.FLAGSTAFF_ADMIN_HOST,
                    "is beyond loopback, which wants FLAGSTAFF_ADMIN_TOKENS_FILE or FLAGSTAFF_ADMIN_AUTH=none");
        }
        if (tokens != null && auth != null) {
            settings.fault(Setting.FLAGSTAFF_ADMIN_AUTH, "must not be none while FLAGSTAFF_ADMIN_TOKENS_FILE is set");
        }
        return new AdminConfig(
                RedisAddress.from(settings),
                settings.prefix(Setting.FLAGSTAFF_PREFIX),
                host.text(),
                settings.port(Setting.PORT),
                settings.host(Setting.FLAGSTAFF_MANAGEMENT_HOST).text(),
                settings.port(Setting.FLAGSTAFF_ADMIN_MANAGEMENT_PORT),
                tokens,
                tls(settings),
                HttpLimits.from(settings),
                settings.flag(Setting.FLAGSTAFF_SET_KEYSPACE_EVENTS),
                settings.duration(Setting.FLAGSTAFF_MIN_REVISION_WAIT),
                settings.text(Setting.LOG_STREAM_KEY),
                settings.oneOf(Setting.LOG_LEVEL, LogSettings.LEVELS.toArray(String[]::new)));
    }

    private static @Nullable TlsFiles tls(Settings settings) {
        Path certificate = settings.optionalPath(Setting.FLAGSTAFF_ADMIN_TLS_CERT);
        Path key = settings.optionalPath(Setting.FLAGSTAFF_ADMIN_TLS_KEY);
        if (certificate != null && key != null) {
            return new TlsFiles(certificate, key);
        }
        if (certificate != null) {
            settings.fault(Setting.FLAGSTAFF_ADMIN_TLS_CERT, "wants FLAGSTAFF_ADMIN_TLS_KEY as well");
        }
        if (key != null) {
            settings.fault(Setting.FLAGSTAFF_ADMIN_TLS_KEY, "wants FLAGSTAFF_ADMIN_TLS_CERT as well");
        }
        return null;
    }

    /// Whether whoever reaches the API may use it, which only programs on this machine can.
    boolean isOpenOnLoopback() {
        return tokens == null && new Host(host).isLoopback();
    }
}
