package dev.flagstaff.admin;

import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An admin on free ports, started as its `main` starts it.
///
/// @param api where the admin API is talked to
/// @param management where health and metrics are
record RunningAdmin(Admin admin, HttpConversation api, HttpConversation management) implements AutoCloseable {
    private static final DescribedApi API = DescribedApi.of("admin");
    private static final DescribedApi MANAGEMENT = DescribedApi.managementOf("admin");

    /// Starts one that is connected to this Redis.
    static RunningAdmin at(String redisUrl) {
        return at(redisUrl, "error", Map.of()).awaitConnected();
    }

    /// Starts one, whether Redis is there or not.
    static RunningAdmin at(String redisUrl, String logLevel, Map<String, String> moreSettings) {
        var settings = new HashMap<>(Map.of(
                "REDIS_URL", redisUrl,
                "PORT", "0",
                "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", "0",
                "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1"));
        settings.putAll(moreSettings);
        // As in `main`, nobody but the admin keeps the logs.
        var admin = Admin.start(AdminConfig.from(settings), Logs.start(new LogSettings(logLevel, false)));
        return new RunningAdmin(
                admin,
                new HttpConversation(admin.url(), API),
                new HttpConversation("http://127.0.0.1:" + admin.managementPort(), MANAGEMENT));
    }

    RunningAdmin awaitConnected() {
        admin.connected().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
        return this;
    }

    @Override
    public void close() {
        admin.close();
    }
}
