package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.ShippedUsers;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Invariant "least privilege", with the users that are shipped.
@Timeout(120)
class AclIT {
    private static final String USERS = ShippedUsers.FILE.toString();
    private static final TestRedis REDIS = TestRedis.start("--aclfile", USERS, "--notify-keyspace-events", "");

    @AfterAll
    static void close() {
        REDIS.close();
    }

    @Test
    void anAdminDoesAllOfItsWorkAsTheShippedUser() {
        // It may look at the setting and not change it, which must not be in the way of anything.
        try (var admin = RunningAdmin.at(
                        url("admin:flagstaff-admin-dev"), "info", Map.of("FLAGSTAFF_SET_KEYSPACE_EVENTS", "true"))
                .awaitConnected()) {
            var api = admin.api();
            String body =
                    "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":1,\"allowlistUsers\":[\"u\"]}}}";

            assertThat(api.put("/api/admin/flags/f", body).statusCode()).isEqualTo(200);
            assertThat(api.put("/api/admin/flags/f", body).statusCode()).isEqualTo(200);
            assertThat(api.get("/api/admin/flags").body()).startsWith("[{\"flagKey\":\"f\"");
            assertThat(api.get("/api/flags/f/evaluate?environment=e&subject=u").body())
                    .contains("allowlist-user");
            assertThat(api.send("DELETE", "/api/admin/flags/f").statusCode()).isEqualTo(204);
            assertThat(api.get("/api/admin/flags").body()).isEqualTo("[]");
            assertThat(admin.management().get("/readyz").statusCode()).isEqualTo(200);
        }
        asAdmin(redis -> assertThat(redis.type("logs")).isEqualTo("stream"));
    }

    @Test
    void theShippedUserCanDoNothingElse() {
        assertRefused(RedisCommands::flushall);
        assertRefused(redis -> redis.keys("*"));
        assertRefused(redis -> redis.set("mine", "x"));
        assertRefused(redis -> redis.get("session:1"));
        assertRefused(redis -> redis.configSet("dir", "/"));
        assertRefused(RedisCommands::aclList);
        assertRefused(redis -> redis.publish("other", "x"));
        assertRefused(
                redis -> redis.eval("return redis.call('SET', 'mine', 'x')", io.lettuce.core.ScriptOutputType.STATUS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin:wrong", "nobody:flagstaff-admin-dev"})
    void withWrongCredentialsAnAdminSaysWhatIsWrongAndShowsNone(String credentials) {
        try (var admin = RunningAdmin.at(url(credentials), "off", Map.of())) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
                var answer = admin.api().get("/api/admin/flags");
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.body())
                        .contains("the user or the password in REDIS_URL is wrong")
                        .doesNotContain("flagstaff-admin-dev", "nobody", ":wrong");
            });
        }
    }

    @Test
    void withoutCredentialsAnAdminSaysThatTheyAreMissing() {
        try (var admin = RunningAdmin.at(REDIS.url(), "off", Map.of())) {
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(admin.api().get("/api/admin/flags").body())
                                    .contains("it wants a user and a password in REDIS_URL"));
        }
    }

    private static void assertRefused(Consumer<RedisCommands<String, String>> command) {
        asAdmin(redis -> assertThatExceptionOfType(RedisCommandExecutionException.class)
                .isThrownBy(() -> command.accept(redis))
                .withMessageContaining("NOPERM"));
    }

    private static void asAdmin(Consumer<RedisCommands<String, String>> commands) {
        try (var client = RedisClient.create(url("admin:flagstaff-admin-dev"));
                var connection = client.connect()) {
            commands.accept(connection.sync());
        }
    }

    private static String url(String credentials) {
        return "redis://" + credentials + "@127.0.0.1:" + REDIS.port();
    }
}
