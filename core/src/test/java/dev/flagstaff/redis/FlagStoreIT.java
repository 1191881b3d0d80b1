package dev.flagstaff.redis;

import dev.flagstaff.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;

/// On the embedded Redis.
class FlagStoreIT extends FlagStoreContract {
    private final TestRedis redis = TestRedis.plain();

    @Override
    public String url() {
        return redis.url();
    }

    @AfterAll
    void end() {
        redis.close();
    }
}
