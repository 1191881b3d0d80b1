package dev.flagstaff.sidecar;

import dev.flagstaff.lifecycle.Application;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;

/// `./flagstaff sidecar`.
public final class Main {
    private Main() {}

    /// Runs a sidecar with the settings of the environment, until it is told to end.
    public static void main(String[] arguments) {
        Application.run(() -> {
            Application.requireNone("sidecar", arguments);
            var config = SidecarConfig.from(System.getenv());
            Logs.start(LogSettings.atLevel(config.logLevel()));
            return Sidecar.start(config);
        });
    }
}
