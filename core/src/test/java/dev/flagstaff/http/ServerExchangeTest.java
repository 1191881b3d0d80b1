package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a handler asks of a request that the server has read, and answers it with.
@Timeout(120)
class ServerExchangeTest {
    private static final byte[] DEFINITION = "{}".getBytes(StandardCharsets.US_ASCII);
    private static final Served SERVED = Served.of(
            Door.within(Served.LIMITS),
            new Router()
                    .get("/ours", exchange -> exchange.sendDefinition(DEFINITION, 7L))
                    .put("/ours", exchange -> exchange.sendDefinition(DEFINITION, 7L))
                    .get("/foreign", exchange -> exchange.sendDefinition(DEFINITION, null))
                    .get("/conditions", exchange -> exchange.send(text(conditions(exchange))))
                    .get("/stream", exchange -> exchange.stream("text/plain", answer -> answer.write(DEFINITION))));

    @AfterAll
    static void close() {
        SERVED.close();
    }

    @Test
    void aDefinitionIsTaggedWithItsRevision() {
        assertThat(answerTo("GET /ours", "")).contains("ETag: \"7\"\r\n").endsWith("{}");
        assertThat(answerTo("GET /foreign", "If-None-Match: \"7\"\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("ETag");
    }

    @Test
    void whoHasADefinitionIsNotSentItAgainUnlessItWasWritten() {
        String known = "If-None-Match: \"7\"\r\n";

        assertThat(answerTo("GET /ours", known)).startsWith("HTTP/1.1 304 ").contains("ETag: \"7\"");
        assertThat(answerTo("HEAD /ours", known)).startsWith("HTTP/1.1 304 ");
        assertThat(answerTo("PUT /ours", known)).startsWith("HTTP/1.1 200 ").endsWith("{}");
        assertThat(answerTo("GET /ours", "If-None-Match: \"8\"\r\n")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void conditionsAreReadAndWhatIsMissingIsNone() {
        assertThat(answerTo("GET /conditions", "")).endsWith("none 0 ");
        assertThat(answerTo("GET /conditions", "If-Match: \"6\", \"7\"\r\nFlagstaff-Min-Revision: 42\r\nOrigin: o\r\n"))
                .endsWith("true 42 o");
    }

    @ParameterizedTest
    @ValueSource(strings = {"If-Match: 7", "Flagstaff-Min-Revision: 07", "Flagstaff-Min-Revision: 1234567890123456789"})
    void conditionsThatAreNoneAre400(String header) {
        assertThat(answerTo("GET /conditions", header + "\r\n"))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"parameter\":\"" + header.replaceFirst(":.*", "") + "\"");
    }

    @Test
    void aStreamHasItsTypeAndToHeadNothingElse() {
        assertThat(answerTo("GET /stream", "")).contains("Content-Type: text/plain\r\n", "{}");
        assertThat(answerTo("HEAD /stream", ""))
                .contains("Content-Type: text/plain\r\n")
                .endsWith("\r\n\r\n");
    }

    private static String conditions(Exchange exchange) {
        var tags = exchange.entityTags(HeaderNames.IF_MATCH);
        return (tags == null ? "none" : tags.matchesStrongly("7")) + " " + exchange.minRevision() + " "
                + exchange.header(HeaderNames.ORIGIN);
    }

    private static String answerTo(String target, String headers) {
        return SERVED.answerTo(target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
