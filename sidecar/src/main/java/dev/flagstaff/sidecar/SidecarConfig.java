package dev.flagstaff.sidecar;

import dev.flagstaff.config.Setting;
import dev.flagstaff.config.Settings;
import dev.flagstaff.flag.Identifier;
import dev.flagstaff.http.HttpLimits;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.ofrep.OfrepSettings;
import dev.flagstaff.redis.FeedSettings;
import dev.flagstaff.redis.RedisAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a sidecar needs to know. Immutable.
///
/// @param host a loopback address, for the evaluation API
/// @param port 0 for any that is free; so with the management port
/// @param snapshots the directory of the snapshot; null for none
/// @param minRevisionWait how long a request waits for the revision that it wants
/// @param maxStaleness beyond this age of its definitions the sidecar is not ready; null for never
public record SidecarConfig(
        RedisAddress redis,
        String prefix,
        String host,
        int port,
        String managementHost,
        int managementPort,
        HttpLimits limits,
        FeedSettings feed,
        OfrepSettings ofrep,
        @Nullable Duration maxStaleness,
        @Nullable Path snapshots,
        Duration minRevisionWait,
        String logLevel) {
    /// [RFC 6454, section 6.2](https://www.rfc-editor.org/rfc/rfc6454#section-6.2), as browsers send it.
    private static final Pattern ORIGIN = Pattern.compile(
            "[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?", Pattern.CASE_INSENSITIVE);

    /// Reads the environment.
    ///
    /// @throws dev.flagstaff.config.InvalidSettingsException naming every fault at once
    public static SidecarConfig from(Map<String, String> environment) {
        var settings = Settings.of(environment);
        var config = from(settings);
        settings.check();
        return config;
    }

    /// Reads settings; whoever gave them checks them afterwards.
    public static SidecarConfig from(Settings settings) {
        var host = settings.host(Setting.FLAGSTAFF_SIDECAR_HOST);
        if (!host.isLoopback()) {
            settings.fault(
                    Setting.FLAGSTAFF_SIDECAR_HOST, "must be a loopback address: a sidecar answers its own pod alone");
        }
        var limits = HttpLimits.from(settings);
        return new SidecarConfig(
                RedisAddress.from(settings),
                settings.prefix(Setting.FLAGSTAFF_PREFIX),
                host.text(),
                settings.port(Setting.FLAGSTAFF_SIDECAR_PORT),
                settings.host(Setting.FLAGSTAFF_MANAGEMENT_HOST).text(),
                settings.port(Setting.FLAGSTAFF_SIDECAR_MANAGEMENT_PORT),
                limits,
                new FeedSettings(
                        settings.duration(Setting.FLAGSTAFF_POLL_INTERVAL),
                        settings.duration(Setting.FLAGSTAFF_REREAD_INTERVAL),
                        Objects.requireNonNullElse(
                                settings.optionalDuration(Setting.FLAGSTAFF_START_JITTER), Duration.ZERO),
                        settings.oneOf(Setting.FLAGSTAFF_READ_FROM, "master", "replica")
                                .equals("replica")),
                ofrep(settings, limits),
                settings.optionalDuration(Setting.FLAGSTAFF_MAX_STALENESS),
                settings.optionalPath(Setting.FLAGSTAFF_SNAPSHOT_DIR),
                settings.duration(Setting.FLAGSTAFF_MIN_REVISION_WAIT),
                settings.oneOf(Setting.LOG_LEVEL, LogSettings.LEVELS.toArray(String[]::new)));
    }

    private static OfrepSettings ofrep(Settings settings, HttpLimits limits) {
        String environment = settings.optionalText(Setting.FLAGSTAFF_ENVIRONMENT);
        if (environment != null && !Identifier.isValid(environment)) {
            settings.fault(Setting.FLAGSTAFF_ENVIRONMENT, "must match " + Identifier.PATTERN);
        }
        var origins = new LinkedHashSet<String>();
        for (String origin : settings.list(Setting.FLAGSTAFF_CORS_ORIGINS)) {
            origins.add(origin.toLowerCase(Locale.ROOT));
            if (!ORIGIN.matcher(origin).matches()) {
                settings.fault(
                        Setting.FLAGSTAFF_CORS_ORIGINS,
                        "must list origins like https://app.example or http://localhost:3000, without a path");
            }
        }
        return new OfrepSettings(environment, origins, limits.bodyBytes());
    }
}
