package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.testing.Scrape;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.Range;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may do what where there are tokens.
@Timeout(120)
class AccessIT {
    private static final String SMALL = "{\"defaultEnabled\":true,\"environments\":{}}";
    private static final String READER = AccessToken.newSecret();
    private static final String WRITER = AccessToken.newSecret();
    private static final TestRedis REDIS = TestRedis.start(new String[0]);

    @TempDir
    private Path directory;

    private Path file;
    private RunningAdmin admin;

    @BeforeEach
    void start() throws IOException {
        REDIS.cli().flushall();
        file = directory.resolve("tokens");
        Files.writeString(file, "# ours\n\n" + line("alice", Role.WRITE, WRITER) + line("bob", Role.READ, READER));
        admin = RunningAdmin.at(REDIS.url(), "off", Map.of("FLAGSTAFF_ADMIN_TOKENS_FILE", file.toString()))
                .awaitConnected();
        assertThat(send("PUT", "/api/admin/flags/f", "Bearer " + WRITER).statusCode())
                .isEqualTo(200);
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @AfterAll
    static void closeRedis() {
        REDIS.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /api/admin/flags/f                             | 403 | 200",
                "PUT    | /api/admin/flags/a%3Ab                         | 403 | 400",
                "DELETE | /api/admin/flags/f                             | 403 | 204",
                "DELETE | /api/admin/flags/g                             | 403 | 404",
                "GET    | /api/admin/flags                               | 200 | 200",
                "HEAD   | /api/admin/flags                               | 200 | 200",
                "GET    | /api/flags/f                                   | 200 | 200",
                "GET    | /api/flags/g                                   | 404 | 404",
                "GET    | /api/flags/f/evaluate?environment=e&subject=s  | 200 | 200",
                "GET    | /api/flags/f/evaluate                          | 400 | 400"
            })
    void everyRouteIsForThoseWhoseRoleCoversIt(String method, String path, int reader, int writer) {
        var before = StoreDump.of(REDIS);
        assertThat(send(method, path, "").statusCode()).isEqualTo(401);
        assertThat(send(method, path, "Bearer " + AccessToken.newSecret()).statusCode())
                .isEqualTo(401);
        assertThat(send(method, path, "Bearer " + READER).statusCode()).isEqualTo(reader);
        assertThat(StoreDump.of(REDIS)).as("what those could do who may not").isEqualTo(before);

        assertThat(send(method, path, "Bearer " + WRITER).statusCode()).isEqualTo(writer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Basic YWxpY2U6eA==", "Bearer", "Token x"})
    void whoBringsNoTokenIsAskedForOne(String authorization) {
        var answer = send("GET", "/api/admin/flags", authorization);

        assertProblem(answer, 401, "Unauthorized", "This needs a token: Authorization: Bearer <token>.");
        assertThat(answer.headers().allValues("www-authenticate")).containsExactly("Bearer realm=\"flagstaff\"");
    }

    @Test
    void whoBringsAWrongTokenIsToldSoAndWhoMayNotIsToldWhy() {
        String hash = AccessToken.hash(WRITER);
        var unknown = send("GET", "/api/admin/flags", "Bearer " + hash);
        assertProblem(unknown, 401, "Unauthorized", "The token is not known.");
        assertThat(unknown.headers().allValues("www-authenticate"))
                .containsExactly("Bearer realm=\"flagstaff\", error=\"invalid_token\"");

        assertProblem(
                send("DELETE", "/api/admin/flags/f", "Bearer " + READER),
                403,
                "Forbidden",
                "The token's role is read, which may not.");
        assertThat(send("GET", "/api/admin/flags", "bearer  " + READER).statusCode())
                .isEqualTo(200);

        var scrape = Scrape.of(admin.management());
        assertThat(scrape.value("flagstaff_access_refused_total{reason=\"unauthorized\"}"))
                .isEqualTo(1);
        assertThat(scrape.value("flagstaff_access_refused_total{reason=\"forbidden\"}"))
                .isEqualTo(1);
    }

    @Test
    void theChangeStreamSaysWhoDidWhat() {
        assertThat(send("DELETE", "/api/admin/flags/f", "Bearer " + WRITER).statusCode())
                .isEqualTo(204);

        assertThat(REDIS.cli().xrange("feature-flags:changes", Range.unbounded()))
                .extracting(entry ->
                        entry.getBody().get("op") + " by " + entry.getBody().get("by"))
                .containsExactly("put by alice", "delete by alice");
    }

    @Test
    void healthAndMetricsNeedNoToken() {
        assertThat(admin.management().get("/readyz").statusCode()).isEqualTo(200);
        assertThat(admin.management().get("/metrics").statusCode()).isEqualTo(200);
    }

    @Test
    void aChangedFileCountsFromTheNextRequestOn() throws IOException {
        String carol = AccessToken.newSecret();

        Files.writeString(file, line("carol", Role.WRITE, carol));

        assertThat(send("GET", "/api/admin/flags", "Bearer " + WRITER).statusCode())
                .isEqualTo(401);
        assertThat(send("GET", "/api/admin/flags", "Bearer " + READER).statusCode())
                .isEqualTo(401);
        assertThat(send("PUT", "/api/admin/flags/f", "Bearer " + carol).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol write", "carol admin 00", "\u0000", "x"})
    void aFileThatBecameUnreadableLeavesTheTokensThatWereReadBefore(String content) throws IOException {
        Files.writeString(file, content);

        assertThat(send("GET", "/api/admin/flags", "Bearer " + READER).statusCode())
                .isEqualTo(200);
        Files.delete(file);
        assertThat(send("GET", "/api/admin/flags", "Bearer " + READER).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/api/admin/flags", "").statusCode()).isEqualTo(401);

        Files.writeString(file, "");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> send("GET", "/api/admin/flags", "Bearer " + READER).statusCode() == 401);
    }

    @Test
    void whoShowsTwoTokensShowsNone() {
        var answer = admin.api()
                .send(admin.api()
                        .request("/api/admin/flags")
                        .header("Authorization", "Bearer " + READER)
                        .header("Authorization", "Bearer nobody's"));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> send(String method, String path, String authorization) {
        var request = admin.api().request(path).header("Content-Type", "application/json");
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        boolean writes = method.equals("PUT");
        return admin.api()
                .send(request.method(method, writes ? BodyPublishers.ofString(SMALL) : BodyPublishers.noBody()));
    }

    private static String line(String name, Role role, String secret) {
        return new AccessToken(name, role, AccessToken.hash(secret)).line() + "\n";
    }
}
