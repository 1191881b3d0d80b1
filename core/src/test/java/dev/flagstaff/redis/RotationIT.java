package dev.flagstaff.redis;

import static org.awaitility.Awaitility.await;

import dev.flagstaff.config.Settings;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.KillArgs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Passwords that are changed while everything runs.
@Timeout(120)
class RotationIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void aPasswordThatIsChangedInItsFileIsUsedForTheNextConnection() throws IOException {
        try (var redis = TestRedis.plain()) {
            var address = address(redis);
            setPassword(redis, "first");
            tell(redis, "first");
            try (var open = OpenStore.connecting(address, OpenStore.PREFIX, Duration.ofSeconds(2))
                            .awaitConnected();
                    var feed = OpenFeed.connecting(address, OpenStore.PREFIX, OpenFeed.MESSAGES_ALONE)
                            .awaitLoaded()) {
                setPassword(redis, "second");
                open.put(Definitions.numbered("banner", 1));
                cutOff(redis);
                await().atMost(LIMIT)
                        .until(() -> failure(open).contains("the user or the password in REDIS_URL is wrong"));

                tell(redis, "second");
                await().atMost(LIMIT)
                        .until(() -> open.store().isConnected() && feed.feed().isConnected());
                open.put(Definitions.numbered("banner", 2));
                feed.told().awaitAll(open.store());
            }
        }
    }

    @Test
    void aFileThatHoldsNoUrlForAWhileChangesNothing() throws IOException {
        try (var redis = TestRedis.plain()) {
            var address = address(redis);
            setPassword(redis, "first");
            tell(redis, "first");
            try (var open = OpenStore.connecting(address, OpenStore.PREFIX, Duration.ofSeconds(2))
                    .awaitConnected()) {
                for (String text : new String[] {"", "nonsense", "redis-cluster://127.0.0.1:1"}) {
                    Files.writeString(file(), text);
                    cutOff(redis);
                    // The cut may be heard of later than what is written next.
                    await().atMost(LIMIT)
                            .ignoreExceptionsInstanceOf(RedisUnavailableException.class)
                            .until(() -> open.put(Definitions.numbered("banner", 1)) != null);
                }
            }
        }
    }

    private Path file() {
        return directory.resolve("url");
    }

    private RedisAddress address(TestRedis redis) throws IOException {
        tell(redis, "first");
        var settings = Settings.of(Map.of("REDIS_URL_FILE", file().toString()));
        var address = RedisAddress.from(settings);
        settings.check();
        return address;
    }

    private void tell(TestRedis redis, String password) throws IOException {
        Files.writeString(file(), "redis://alice:" + password + "@127.0.0.1:" + redis.port() + "\n");
    }

    private static void setPassword(TestRedis redis, String password) {
        redis.cli()
                .aclSetuser(
                        "alice",
                        AclSetuserArgs.Builder.on()
                                .resetpass()
                                .addPassword(password)
                                .allKeys()
                                .allChannels()
                                .allCommands());
    }

    private static void cutOff(TestRedis redis) {
        redis.cli().clientKill(KillArgs.Builder.user("alice"));
    }

    private static String failure(OpenStore open) {
        try {
            open.store().list();
            return "";
        } catch (RedisUnavailableException unavailable) {
            return String.valueOf(unavailable.getMessage());
        }
    }
}
