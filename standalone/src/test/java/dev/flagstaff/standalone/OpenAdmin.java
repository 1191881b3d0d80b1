package dev.flagstaff.standalone;

import dev.flagstaff.admin.Admin;
import dev.flagstaff.admin.AdminConfig;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.testing.HttpConversation;
import java.util.Map;

/// An admin on free ports in this process, which says nothing.
///
/// @param api where it is talked to
record OpenAdmin(Admin admin, HttpConversation api) implements AutoCloseable {
    private static final Logs LOGS = Logs.start(new LogSettings("off", false));

    static OpenAdmin at(String redisUrl) {
        var config = AdminConfig.from(Map.of(
                "REDIS_URL", redisUrl,
                "PORT", "0",
                "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", "0",
                "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1"));
        var admin = Admin.start(config, LOGS);
        return new OpenAdmin(admin, new HttpConversation(admin.url(), TwoEnds.ADMIN));
    }

    @Override
    public void close() {
        admin.close();
    }
}
