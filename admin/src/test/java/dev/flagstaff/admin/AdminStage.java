package dev.flagstaff.admin;

import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A Redis and an admin of their own for one test class; before every test the Redis is empty.
final class AdminStage implements BeforeEachCallback, AfterAllCallback {
    private final TestRedis redis = TestRedis.start(new String[0]);
    private final RunningAdmin admin = RunningAdmin.at(redis.url());

    TestRedis redis() {
        return redis;
    }

    HttpConversation api() {
        return admin.api();
    }

    HttpConversation management() {
        return admin.management();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        redis.cli().flushall();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        admin.close();
        redis.close();
    }
}
