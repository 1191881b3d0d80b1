package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertInvalid;
import static dev.flagstaff.admin.Answers.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What HTTP itself asks of the answers, beyond definitions and evaluations.
@Timeout(120)
class RequestShapesIT {
    private static final String FLAG = "/api/admin/flags/f";
    private static final String SMALL = "{\"defaultEnabled\":true,\"environments\":{}}";
    private static final int MOST_BODY_BYTES = 2 * 1024 * 1024;

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @BeforeEach
    void aFlag() {
        assertThat(api.put(FLAG, SMALL).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /api/admin/flags/f    | PUT, DELETE",
                "GET    | /api/admin/flags/f    | PUT, DELETE",
                "POST   | /api/admin/flags      | GET, HEAD",
                "PUT    | /api/flags/f          | GET, HEAD",
                "DELETE | /api/flags/f          | GET, HEAD",
                "POST   | /api/flags/f/evaluate | GET, HEAD"
            })
    void aMethodThatAResourceDoesNotHaveIsAnsweredWithThoseItHas(String method, String path, String allowed) {
        var answer = api.send(method, path);

        assertProblem(answer, 405, "Method Not Allowed", "This resource allows " + allowed + ".");
        assertThat(answer.headers().allValues("allow")).containsExactly(allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/api",
                "/api/flags",
                "/api/admin",
                "/api/flags/f/",
                "/api/flags/f/evaluate/",
                "//api/flags/f"
            })
    void thereIsNothingElse(String path) {
        assertProblem(api.get(path), 404, "Not Found", "There is no such resource.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"g", "a%3Ab", "%2e%2e", "f%2Fevaluate", "%", "%ff", ".f", "f;v=1"})
    void aFlagThatIsNotThereIsNotFoundWhateverItsName(String flagKey) {
        // java.net.URI refuses a bare percent sign, which says "%25" to the server then.
        String path = "/api/flags/" + (flagKey.equals("%") ? "%25" : flagKey);

        assertProblem(api.get(path), 404, "Not Found", "There is no such flag.");
        assertProblem(api.get(path + "/evaluate?environment=e&subject=s"), 404, "Not Found", "There is no such flag.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "application/problem+json",
                "application/json-patch+json",
                "application/json;charset=iso-8859-1",
                "json"
            })
    void aBodyThatIsNotSaidToBeJsonInUtf8IsNotTaken(String contentType) {
        assertProblem(
                api.sendBody("PUT", FLAG, contentType, SMALL),
                415,
                "Unsupported Media Type",
                "The body must be sent as application/json, in UTF-8.");
    }

    @Test
    void aBodyThatIsNotSaidToBeAnythingIsNotTaken() {
        assertProblem(
                api.send(api.request(FLAG).PUT(BodyPublishers.ofString(SMALL))),
                415,
                "Unsupported Media Type",
                "The body must be sent as application/json, in UTF-8.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json; charset=utf-8", "Application/JSON;charset=\"UTF-8\"", "application/json;v=1"})
    void jsonMayBeSaidWithParameters(String contentType) {
        assertThat(api.sendBody("PUT", FLAG, contentType, SMALL).statusCode()).isEqualTo(200);
    }

    /// Java's own client offers `Upgrade: h2c` with every request, unless it is told not to.
    @Test
    void aClientThatWouldRatherSpeakHttp2IsAnsweredInHttp11() {
        try (var client = HttpClient.newHttpClient()) {
            var request = api.request(FLAG).header("Content-Type", "application/json");
            for (int i = 0; i < 3; i++) {
                var answer = api.send(client, request.PUT(BodyPublishers.ofString(SMALL)));
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            }
            assertThat(api.send(client, request.DELETE()).statusCode()).isEqualTo(204);
        }
    }

    @Test
    void aBodyMayHaveTwoMebibytesAndNotOneByteMore() {
        String largest = SMALL + " ".repeat(MOST_BODY_BYTES - SMALL.length());

        assertThat(api.put(FLAG, largest).statusCode()).isEqualTo(200);
        assertProblem(
                api.put(FLAG, largest + " "),
                413,
                "Request Entity Too Large",
                "The body must be at most 2097152 bytes.");
    }

    @Test
    void aBodyThatIsNotUtf8IsSaidToBeSo() {
        byte[] latin1 = "{\"description\":\"\u00e9\",\"defaultEnabled\":true,\"environments\":{}}"
                .getBytes(StandardCharsets.ISO_8859_1);

        assertInvalid(
                api.send(api.request(FLAG)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofByteArray(latin1))),
                "{\"pointer\":\"#\",\"detail\":\"must be valid UTF-8\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/admin/flags",
                "/api/flags/f",
                "/api/flags/f/evaluate?environment=e&subject=s",
                "/api/flags/g",
                "/api/flags/f/evaluate",
                "/nowhere"
            })
    void headIsAnsweredAsGetIsButWithoutABody(String path) {
        var get = api.get(path);
        var head = api.send("HEAD", path);

        assertThat(head.body()).isEmpty();
        assertThat(head.statusCode()).isEqualTo(get.statusCode());
        for (String header : new String[] {"content-type", "content-length", "flagstaff-revision", "allow"}) {
            assertThat(head.headers().allValues(header))
                    .as(header)
                    .isEqualTo(get.headers().allValues(header));
        }
    }

    @Test
    void everyFaultOfAQueryIsNamedWhetherOrNotThereIsSuchAFlag() {
        String[] missing = {
            "{\"parameter\":\"environment\",\"detail\":\"is required\"}",
            "{\"parameter\":\"subject\",\"detail\":\"is required\"}"
        };
        assertInvalid(api.get("/api/flags/f/evaluate"), missing);
        assertInvalid(api.get("/api/flags/g/evaluate"), missing);
        assertInvalid(api.get("/api/flags/a%3Ab/evaluate"), missing);
        assertInvalid(
                api.get("/api/flags/f/evaluate?environment=&subject=a&subject=b&region=%25&region=%ff"),
                "{\"parameter\":\"subject\",\"detail\":\"must not be given twice\"}",
                "{\"parameter\":\"region\",\"detail\":\"must not be given twice\"}",
                "{\"parameter\":\"environment\",\"detail\":\"must not be empty\"}");
        assertInvalid(
                api.get("/api/flags/f/evaluate?environment=e&subject=%ff&region=" + "r".repeat(1_025)),
                "{\"parameter\":\"subject\",\"detail\":\"must be valid UTF-8\"}",
                "{\"parameter\":\"region\",\"detail\":\"must be at most 1024 bytes of UTF-8\"}");
    }
}
