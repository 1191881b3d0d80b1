package dev.flagstaff.standalone;

import dev.flagstaff.admin.AdminConfig;
import dev.flagstaff.config.Setting;
import dev.flagstaff.config.Settings;
import dev.flagstaff.lifecycle.StartException;
import dev.flagstaff.sidecar.SidecarConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `./flagstaff up` needs to know. Immutable.
///
/// @param redis the Redis to embed; null where the environment names one
record StandaloneConfig(@Nullable EmbeddedRedisConfig redis, AdminConfig admin, SidecarConfig sidecar) {
    private static final String DATA_OPTION = "--data";

    /// What the embedded Redis needs to know.
    ///
    /// @param data the directory that it keeps everything in
    /// @param port on loopback
    record EmbeddedRedisConfig(Path data, int port) {}

    /// Reads the command line and the environment.
    ///
    /// @throws StartException for an option that there is not, or naming every fault of the settings at once
    static StandaloneConfig from(String[] arguments, Map<String, String> environment) {
        var variables = new HashMap<>(environment);
        readOptions(arguments, variables);
        var given = Settings.of(variables);
        if (!given.isSet(Setting.FLAGSTAFF_MANAGEMENT_HOST)) {
            // Only a person at this machine is meant to see a system that is being tried.
            put(Setting.FLAGSTAFF_MANAGEMENT_HOST, "127.0.0.1", variables);
        }
        if (!given.isSet(Setting.FLAGSTAFF_ENVIRONMENT)) {
            put(Setting.FLAGSTAFF_ENVIRONMENT, "production", variables);
        }
        EmbeddedRedisConfig redis = null;
        if (!given.isSet(Setting.REDIS_URL)) {
            int port = given.port(Setting.FLAGSTAFF_REDIS_PORT);
            redis = new EmbeddedRedisConfig(given.path(Setting.FLAGSTAFF_DATA), port == 0 ? freePort() : port);
            put(Setting.REDIS_URL, "redis://127.0.0.1:" + redis.port(), variables);
        }
        var settings = Settings.of(variables);
        settings.path(Setting.FLAGSTAFF_DATA);
        settings.port(Setting.FLAGSTAFF_REDIS_PORT);
        var config = new StandaloneConfig(redis, AdminConfig.from(settings), SidecarConfig.from(settings));
        settings.check();
        return config;
    }

    private static void readOptions(String[] arguments, Map<String, String> variables) {
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            String directory;
            if (argument.startsWith(DATA_OPTION + "=")) {
                directory = argument.substring(DATA_OPTION.length() + 1);
            } else if (argument.equals(DATA_OPTION)) {
                directory = ++i < arguments.length ? arguments[i] : "";
            } else {
                throw new StartException("up takes " + DATA_OPTION + " DIR and nothing else, not \"" + argument + "\"");
            }
            if (directory.isEmpty()) {
                throw new StartException(DATA_OPTION + " wants a directory");
            }
            put(Setting.FLAGSTAFF_DATA, directory, variables);
        }
    }

    /// Gives a setting a value, in place of whatever the environment or a file that it names gives.
    private static void put(Setting setting, String value, Map<String, String> variables) {
        variables.put(setting.name(), value);
        variables.remove(setting.name() + "_FILE");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartException("no port is free: " + e.getMessage(), e);
        }
    }
}
