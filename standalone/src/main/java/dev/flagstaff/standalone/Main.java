package dev.flagstaff.standalone;

import dev.flagstaff.lifecycle.Application;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;

/// `./flagstaff up`.
public final class Main {
    private Main() {}

    /// Runs everything, until it is told to end.
    public static void main(String[] arguments) {
        Application.run(() -> {
            var config = StandaloneConfig.from(arguments, System.getenv());
            var logs = Logs.start(LogSettings.atLevel(config.admin().logLevel()));
            var standalone = Standalone.start(config, logs);
            System.out.print(welcome(config, standalone));
            return standalone;
        });
    }

    private static String welcome(StandaloneConfig config, Standalone standalone) {
        var redis = config.redis();
        String place = redis == null
                ? config.admin().redis().toString()
                : "127.0.0.1:" + redis.port() + ", its data in " + redis.data();
        return """

                Flagstaff is up.
                  admin    %1$s
                  sidecar  %2$s
                  Redis    %3$s

                Write a flag:
                  curl -X PUT %1$s/api/admin/flags/checkout-banner -H 'Content-Type: application/json' \\
                    -d '{"defaultEnabled": true, "environments": {"production": {"enabled": true, "rolloutPercent": 25, \
                "value": {"title": "Fast checkout"}, "allowlistUsers": ["user-123"]}}}'
                Ask for it:
                  curl '%2$s/api/flags/checkout-banner/evaluate?environment=production&subject=user-123'

                Ctrl-C ends it; the flags stay.

                """.formatted(standalone.admin().url(), standalone.sidecar().url(), place);
    }
}
