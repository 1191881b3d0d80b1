package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class JsonBodyTest {
    private static final Served SERVED = Served.within(Served.LIMITS);

    @AfterAll
    static void close() {
        SERVED.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=\"UTF-8\"",
                "application/json ; v=1; charset=utf-8"
            })
    void jsonInUtf8IsTaken(String type) {
        assertThat(put("Content-Type: " + type + "\r\n", "{}"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\"2\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Content-Type: text/plain\r\n",
                "Content-Type: application/jsonp\r\n",
                "Content-Type: application/json, text/plain\r\n",
                "Content-Type: application/problem+json\r\n",
                "Content-Type: application/json\r\nContent-Type: text/plain\r\n",
                "Content-Type: application/json;charset=latin1\r\n",
                "Content-Type: application/json;charset=utf-8;charset=utf-16\r\n",
                "Content-Type: text/plain;application/json\r\n"
            })
    void anythingElseIs415AndTheConnectionGoesOn(String header) {
        try (var connection = SERVED.connect()) {
            connection.say(request(header, "{}") + request("Content-Type: application/json\r\n", "{}"));
            assertThat(connection.answer()).startsWith("HTTP/1.1 415 ");
            assertThat(connection.answer()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aBodyHasAsManyBytesAsItMayAndNotOneMore() {
        assertThat(put("Content-Type: application/json\r\n", " ".repeat(Served.MOST_BODY_BYTES)))
                .endsWith("\"2097152\"");
        assertThat(put("Content-Type: application/json\r\n", " ".repeat(Served.MOST_BODY_BYTES + 1)))
                .startsWith("HTTP/1.1 413 ");
    }

    /// It has been sent before its sender looks for an answer: a connection that was reset would have none.
    @Test
    void whoSaysNothingOfALengthAndSendsTooMuchGetsToReadWhy() {
        assertThat(SERVED.answerTo(chunked("/api/admin/flags/f", " ".repeat(1 << 20), 12)))
                .startsWith("HTTP/1.1 413 ")
                .contains("The body must be at most 2097152 bytes.");
    }

    @Test
    void whatIsReadPieceByPieceIsBoundedAsWell() {
        var router = new Router()
                .put("/pieces", exchange -> exchange.send(counted(exchange, InputStream::readAllBytes)))
                .put("/bytes", exchange -> exchange.send(counted(exchange, JsonBodyTest::readByteByByte)));
        try (var served = Served.of(Door.within(Served.LIMITS), router)) {
            for (String path : List.of("/pieces", "/bytes")) {
                assertThat(served.answerTo(chunked(path, "12345", 2))).endsWith("\r\n\r\n10");
                assertThat(served.answerTo(chunked(path, "\0", 11)))
                        .startsWith("HTTP/1.1 413 ")
                        .contains("The body must be at most 10 bytes.");
                assertThat(served.answerTo(announcing(path, "11"))).startsWith("HTTP/1.1 413 ");
                assertThat(served.answerTo(chunked(path, "1", 1).replace("application/json", "text/plain")))
                        .startsWith("HTTP/1.1 415 ");
            }
        }
    }

    private interface Reading {
        byte[] all(InputStream body) throws IOException;
    }

    private static byte[] counted(Exchange exchange, Reading reading) {
        try (var body = exchange.jsonStream(10)) {
            return Integer.toString(reading.all(body).length).getBytes(StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] readByteByByte(InputStream body) throws IOException {
        var bytes = new ByteArrayOutputStream();
        for (int read = body.read(); read >= 0; read = body.read()) {
            bytes.write(read);
        }
        return bytes.toByteArray();
    }

    private static String chunked(String path, String chunk, int times) {
        String one = Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n";
        return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + one.repeat(times) + "0\r\n\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"2097153", "2147483648", "9223372036854775807"})
    void whoAnnouncesTooMuchIsToldBeforeItComes(String length) {
        assertThat(SERVED.answerTo(announcing("/api/admin/flags/f", length))).startsWith("HTTP/1.1 413 ");
        assertThat(SERVED.answerTo(announcing("/api/admin/flags/f", length + "\r\nExpect: 100-continue")))
                .startsWith("HTTP/1.1 413 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity"})
    void anEncodedBodyIsOfNoTypeThatIsTaken(String coding) {
        assertThat(put("Content-Type: application/json\r\nContent-Encoding: " + coding + "\r\n", "{}"))
                .startsWith("HTTP/1.1 415 ")
                .contains("The body must not be encoded.");
    }

    @Test
    void noBodyIsAnEmptyOne() {
        assertThat(SERVED.answerTo(
                        "PUT /api/admin/flags/f HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\r\n"))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\"0\"");
    }

    private static String announcing(String path, String length) {
        return "PUT " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + "Content-Length: "
                + length + "\r\n\r\n";
    }

    private static String put(String header, String body) {
        return SERVED.answerTo(request(header, body));
    }

    private static String request(String header, String body) {
        return "PUT /api/admin/flags/f HTTP/1.1\r\nHost: localhost\r\n" + header + "Content-Length: " + body.length()
                + "\r\n\r\n" + body;
    }
}
