package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The description of the API, and the page that shows it.
@Timeout(120)
class DocumentationIT {
    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]+)\"");

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @Test
    void theDescriptionIsServedAsItIsInTheSources() throws IOException {
        var answer = api.get("/openapi.yaml");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/yaml");
        try (var source = Objects.requireNonNull(AdminApi.class.getResourceAsStream("openapi.yaml"))) {
            assertThat(answer.body()).isEqualTo(new String(source.readAllBytes(), StandardCharsets.UTF_8));
        }
        var head = api.send("HEAD", "/openapi.yaml");
        assertThat(head.headers().firstValue("content-length"))
                .isEqualTo(answer.headers().firstValue("content-length"));
    }

    @Test
    void allThatThePageRefersToIsThereAndOfNobodyElse() {
        var page = api.get("/docs");
        assertThat(page.statusCode()).isEqualTo(200);

        var references = REFERENCE
                .matcher(page.body())
                .results()
                .map(found -> found.group(1))
                .filter(reference -> !reference.equals("data:,"))
                .toList();

        assertThat(references).hasSize(4).allSatisfy(reference -> {
            var file = api.get("/" + reference);
            assertThat(file.statusCode()).isEqualTo(200);
            assertThat(file.headers().firstValue("content-type").orElse(""))
                    .isEqualTo(
                            reference.endsWith(".css")
                                    ? "text/css; charset=utf-8"
                                    : reference.endsWith(".js")
                                            ? "text/javascript; charset=utf-8"
                                            : "application/yaml");
        });
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .startsWith("default-src 'none'; script-src 'self'; ")
                .contains("connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("http", "*", "unsafe");
    }

    @Test
    void whatNeverChangesMayBeKeptAndTheRestIsAskedForAgain() {
        String style = REFERENCE
                .matcher(api.get("/docs").body())
                .results()
                .map(found -> found.group(1))
                .filter(reference -> reference.endsWith(".css"))
                .findFirst()
                .orElseThrow();

        assertThat(style).matches("docs/\\d+\\.\\d+\\.\\d+/swagger-ui\\.css");
        assertThat(api.get("/" + style).headers().firstValue("cache-control"))
                .contains("public, max-age=31536000, immutable");
        assertThat(api.get("/docs").headers().firstValue("cache-control")).contains("no-cache");
        assertThat(api.get("/docs/page.js").headers().firstValue("cache-control"))
                .contains("no-cache");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/",
                "/docs/../openapi.yaml",
                "/docs/%2e%2e/openapi.yaml",
                "/docs/openapi.yaml",
                "/docs/AdminApi.class",
                "/docs/docs.html",
                "/docs/{version}/index.html",
                "/docs/{version}/swagger-ui.js",
                "/docs/{version}/swagger-ui.css/",
                "/docs/{version}//swagger-ui.css",
                "/docs/{version}/../{version}/swagger-ui.css",
                "/docs/{version}/%2e%2e%2f{version}%2fswagger-ui.css",
                "/docs/{version}/..%2f..%2f..%2f..%2f..%2fdev%2fflagstaff%2fadmin%2fAdmin.class",
                "/docs/0.0.0/swagger-ui.css"
            })
    void noOtherFileIsServed(String path) {
        String version = api.get("/docs").body().replaceFirst("(?s).*docs/([^/]+)/swagger-ui\\.css.*", "$1");

        var answer = api.get(path.replace("{version}", version));

        assertThat(answer.statusCode()).isEqualTo(404);
    }

    /// A browser that opens a page brings no token.
    @Test
    void bothAreOpenWhereThereAreTokens(@TempDir Path directory) throws IOException {
        var tokens = Files.writeString(
                directory.resolve("tokens"),
                new AccessToken("alice", Role.READ, AccessToken.hash(AccessToken.newSecret())).line() + "\n");
        try (var redis = TestRedis.start(new String[0]);
                var admin =
                        RunningAdmin.at(redis.url(), "off", Map.of("FLAGSTAFF_ADMIN_TOKENS_FILE", tokens.toString()))) {
            assertThat(admin.api().get("/openapi.yaml").statusCode()).isEqualTo(200);
            assertThat(admin.api().get("/docs").statusCode()).isEqualTo(200);
            assertThat(admin.api().get("/docs/page.js").statusCode()).isEqualTo(200);
            assertThat(admin.api().get("/api/admin/flags").statusCode()).isEqualTo(401);
        }
    }
}
