package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.flagstaff.eval.Reason;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One flag over OFREP, byte for byte.
@Timeout(120)
class OfrepSingleIT {
    private static final String EVALUATE = "/ofrep/v1/evaluate/flags/";
    private static final String CONFIG = "{\"a\":[1.0,1,12345678901234567890]}";
    private static final String USER = "{\"context\":{\"targetingKey\":\"user-123\"}}";

    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final RunningSidecar SIDECAR = startWithFlags();
    private final HttpConversation api = SIDECAR.api();

    private static RunningSidecar startWithFlags() {
        try (var writer = Writer.to(REDIS.url())) {
            writer.put("plain", """
                    { "defaultEnabled": true, "environments": {
                        "production": { "enabled": true, "rolloutPercent": 50, "allowlistUsers": ["anna"], "allowlistRegions": ["eu"] },
                        "all": { "enabled": true, "rolloutPercent": 100 },
                        "none": { "enabled": true, "rolloutPercent": 0 },
                        "off": { "enabled": false, "rolloutPercent": 100 } } }
                    """);
            writer.put("plain-off", """
                    { "defaultEnabled": false, "environments": { "production": { "enabled": true, "rolloutPercent": 100 } } }
                    """);
            writer.put("config", """
                    { "defaultEnabled": true, "environments": {
                        "production": { "enabled": true, "rolloutPercent": 50, "value": {"a": [1.0, 1, 12345678901234567890]},
                                        "allowlistUsers": ["anna"], "allowlistRegions": ["eu"] },
                        "all": { "enabled": true, "rolloutPercent": 100, "value": "h\\u00ed\\"" },
                        "none": { "enabled": true, "rolloutPercent": 0, "value": 1.50 },
                        "off": { "enabled": false, "rolloutPercent": 100, "value": false },
                        "valueless": { "enabled": true, "rolloutPercent": 100, "value": null } } }
                    """);
            writer.put("config-off", """
                    { "defaultEnabled": false, "environments": { "production": { "enabled": true, "rolloutPercent": 100, "value": 1 } } }
                    """);
        }
        return RunningSidecar.at(REDIS.url(), Map.of("FLAGSTAFF_ENVIRONMENT", "production"))
                .awaitLoaded();
    }

    @AfterAll
    static void close() {
        SIDECAR.close();
        REDIS.close();
    }

    /// Of every reason, so that a new one is missed by the compiler.
    private static Stream<Arguments> answers() {
        return Arrays.stream(Reason.values()).flatMap(OfrepSingleIT::answers);
    }

    private static Stream<Arguments> answers(Reason reason) {
        return switch (reason) {
            case FLAG_DISABLED ->
                Stream.of(
                        arguments("plain-off", "production", "bert", null, false, "STATIC", reason, 33, 2, "false"),
                        arguments("config-off", "production", "bert", null, false, "DISABLED", reason, 31, 4, null));
            case ENVIRONMENT_MISSING ->
                Stream.of(
                        arguments("plain", "nowhere", "bert", null, false, "STATIC", reason, 45, 1, "false"),
                        arguments("config", "nowhere", "bert", null, false, "DISABLED", reason, 26, 3, null));
            case ENVIRONMENT_DISABLED ->
                Stream.of(
                        arguments("plain", "off", "bert", null, false, "STATIC", reason, 76, 1, "false"),
                        arguments("config", "off", "bert", null, false, "DISABLED", reason, 71, 3, null));
            case ALLOWLIST_USER ->
                Stream.of(
                        arguments("plain", "production", "anna", null, true, "TARGETING_MATCH", reason, 83, 1, "true"),
                        arguments(
                                "config", "production", "anna", null, true, "TARGETING_MATCH", reason, 57, 3, CONFIG));
            case ALLOWLIST_REGION ->
                Stream.of(
                        arguments("plain", "production", "bert", "eu", true, "TARGETING_MATCH", reason, 71, 1, "true"),
                        arguments(
                                "config", "production", "bert", "eu", true, "TARGETING_MATCH", reason, 77, 3, CONFIG));
            case ROLLOUT_HIT ->
                Stream.of(
                        arguments("plain", "production", "cleo", null, true, "SPLIT", reason, 21, 1, "true"),
                        arguments("plain", "all", "bert", null, true, "STATIC", reason, 12, 1, "true"),
                        arguments("config", "production", "dora", null, true, "SPLIT", reason, 10, 3, CONFIG),
                        arguments("config", "all", "bert", null, true, "STATIC", reason, 84, 3, "\"h\u00ed\\\"\""),
                        arguments("config", "valueless", "bert", null, true, "STATIC", reason, 43, 3, "true"));
            case ROLLOUT_MISS ->
                Stream.of(
                        arguments("plain", "production", "bert", null, false, "SPLIT", reason, 71, 1, "false"),
                        arguments("plain", "none", "bert", null, false, "STATIC", reason, 16, 1, "false"),
                        arguments("config", "production", "bert", null, false, "DISABLED", reason, 77, 3, null),
                        arguments("config", "none", "bert", null, false, "DISABLED", reason, 5, 3, null));
        };
    }

    @ParameterizedTest
    @MethodSource("answers")
    void everyReasonHasItsAnswer(
            String flagKey,
            String environment,
            String subject,
            @Nullable String region,
            boolean enabled,
            String reason,
            Reason flagstaffReason,
            int bucket,
            int revision,
            @Nullable String value) {
        String context = "{\"context\":{\"targetingKey\":\"%s\",\"region\":%s,\"environment\":\"%s\"}}"
                .formatted(subject, region == null ? "null" : '"' + region + '"', environment);

        var answer = api.post(EVALUATE + flagKey, context);

        assertThat(answer.body())
                .isEqualTo(
                        "{\"key\":\"%s\",%s\"reason\":\"%s\",\"variant\":\"%s\",\"metadata\":{\"enabled\":%s,\"flagstaffReason\":\"%s\",\"bucket\":%d,\"revision\":%d,\"environment\":\"%s\"}}"
                                .formatted(
                                        flagKey,
                                        value == null ? "" : "\"value\":" + value + ",",
                                        reason,
                                        enabled ? "on" : "off",
                                        enabled,
                                        flagstaffReason.wireName(),
                                        bucket,
                                        revision,
                                        environment));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
        assertThat(RunningSidecar.revision(answer)).isEqualTo(4);
    }

    @Test
    void anEnvironmentThatIsNotNamedIsTheSettings() {
        assertThat(api.post(EVALUATE + "plain", USER).body()).contains("\"environment\":\"production\"}}");
    }

    @Test
    void anEnvironmentComesBackEscapedWhateverItIs() {
        assertThat(api.post(
                                EVALUATE + "plain",
                                "{\"context\":{\"targetingKey\":\"u\",\"environment\":\"a\\\"\\\\\\n\\u00e9\\ud83d\\ude80\"}}")
                        .body())
                .contains("\"flagstaffReason\":\"environment-missing\"")
                .endsWith(",\"environment\":\"a\\\"\\\\\\n\u00e9\ud83d\ude80\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {"nowhere | nowhere", "a%3Ab%22 | a:b\\\"", "%C3%A9 | \u00e9", "PLAIN | PLAIN", "%ff | %ff"})
    void aFlagThatIsNotThereIsNotFound(String inPath, String inJson) {
        var answer = api.post(EVALUATE + inPath, USER);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"key\":\"" + inJson
                        + "\",\"errorCode\":\"FLAG_NOT_FOUND\",\"errorDetails\":\"There is no such flag.\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "PARSE_ERROR           | {\"context\":{\"targetingKey\":\"u\"}",
                "PARSE_ERROR           | {\"context\":{\"targetingKey\":\"u\",\"a\":1,\"a\":1}}",
                "PARSE_ERROR           | {\"context\":{\"targetingKey\":\"\\ud800\"}}",
                "TARGETING_KEY_MISSING | {\"context\":{\"region\":\"eu\"}}",
                "INVALID_CONTEXT       | {\"context\":{\"targetingKey\":\"u\",\"environment\":7}}"
            })
    void aBadRequestIsOneWhetherOrNotThereIsSuchAFlag(String code, String body) {
        for (String flagKey : new String[] {"plain", "nowhere"}) {
            var answer = api.post(EVALUATE + flagKey, body);

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
            assertThat(answer.body())
                    .startsWith("{\"key\":\"" + flagKey + "\",\"errorCode\":\"" + code + "\",\"errorDetails\":\"");
        }
    }

    @Test
    void noBodyAtAllIsAParseError() {
        var answer = api.post(EVALUATE + "plain", "");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"errorCode\":\"PARSE_ERROR\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "Application/JSON ; charset=UTF-8"})
    void jsonIsTaken(String contentType) {
        assertThat(api.post(EVALUATE + "plain", USER.getBytes(StandardCharsets.UTF_8), contentType)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text/plain",
                "text/json",
                "application/vnd.api+json",
                "application/x-www-form-urlencoded",
                "application/json; charset=utf-16"
            })
    void anythingElseIsNot(String contentType) {
        var answer = api.post(EVALUATE + "plain", USER.getBytes(StandardCharsets.UTF_8), contentType);

        assertThat(answer.statusCode()).isEqualTo(415);
        assertIsGeneral(answer, "plain");
    }

    @Test
    void aBodyWithoutEndIsTooLarge() {
        var answer = api.post(EVALUATE + "plain", " ".repeat(3 * 1024 * 1024));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertIsGeneral(answer, "plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void otherMethodsAreNotAllowed(String method) {
        var answer = api.send(method, EVALUATE + "plain");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().allValues("allow")).containsExactly("POST");
        assertIsGeneral(answer, "plain");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/ofrep/v1/configuration", "/ofrep/", "/ofrep/v1/evaluate/flags/a/b", "/ofrep/v2/evaluate/flags"
            })
    void whatThereIsNotIsToldInOfrepsWords(String path) {
        var answer = api.post(path, USER);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertIsGeneral(answer, "");
    }

    @Test
    void whatIsNoHttpIsToldInOfrepsWordsWhereThePathIsKnown() throws IOException {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(api.url()).getPort())) {
            socket.setSoTimeout(60_000);
            String request = "POST " + EVALUATE + "plain HTTP/1.1\r\nHost: a\r\nContent-Length: many\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

            assertThat(answer)
                    .startsWith("HTTP/1.1 400 ")
                    .contains("Content-Type: application/json\r\n")
                    .contains("\r\n\r\n{\"key\":\"plain\",\"errorCode\":\"GENERAL\",\"errorDetails\":\"");
        }
    }

    /// The JDK's client offers an upgrade with every POST that it may send over HTTP/2, and so with
    /// the Java provider's.
    @Test
    void anOfferToUpgradeIsAnsweredOverHttp11() {
        try (var client = HttpClient.newHttpClient()) {
            for (int i = 0; i < 3; i++) {
                var answer = api.send(
                        client,
                        api.request(EVALUATE + "plain")
                                .version(HttpClient.Version.HTTP_2)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(USER)));

                assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).startsWith("{\"key\":\"plain\"");
            }
        }
    }

    @Test
    void evaluationsAreCountedByReasonAndByFlag() {
        double byReason = SIDECAR.scrape().value("flagstaff_evaluations_total{reason=\"flag-disabled\"}");
        double byFlag = SIDECAR.scrape().value("flagstaff_flag_evaluations_total{flag=\"plain-off\"}");

        api.post(EVALUATE + "plain-off", USER);

        assertThat(SIDECAR.scrape().value("flagstaff_evaluations_total{reason=\"flag-disabled\"}"))
                .isEqualTo(byReason + 1);
        assertThat(SIDECAR.scrape().value("flagstaff_flag_evaluations_total{flag=\"plain-off\"}"))
                .isEqualTo(byFlag + 1);
    }

    private static void assertIsGeneral(HttpResponse<String> answer, String flagKey) {
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
        assertThat(answer.body())
                .matches("\\{\"key\":\"" + flagKey + "\",\"errorCode\":\"GENERAL\",\"errorDetails\":\".+\"}");
    }
}
