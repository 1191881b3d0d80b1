package dev.flagstaff.admin;

import dev.flagstaff.lifecycle.Application;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;

/// `./flagstaff admin`.
public final class Main {
    private Main() {}

    /// Runs an admin with the settings of the environment, until it is told to end.
    public static void main(String[] arguments) {
        Application.run(() -> {
            Application.requireNone("admin", arguments);
            var config = AdminConfig.from(System.getenv());
            return Admin.start(config, Logs.start(LogSettings.atLevel(config.logLevel())));
        });
    }
}
