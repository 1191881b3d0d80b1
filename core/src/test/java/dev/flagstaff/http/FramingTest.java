package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where one request ends and the next begins can be understood in one way only; whatever could be understood in two is
/// refused, and nothing after it is read.
@Timeout(120)
class FramingTest {
    private static final Duration AT_ONCE = Duration.ofSeconds(3);
    private static final Served SERVED = Served.within(Served.LIMITS);
    private static final String PUT = String.join(
            "\r\n", "PUT /api/admin/flags/f HTTP/1.1", "Host: localhost", "Content-Type: application/json", "");
    private static final String NEXT = "GET /api/flags/smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

    @AfterAll
    static void close() {
        SERVED.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // two lengths
                "PUT Content-Length: 2_Transfer-Encoding: chunked__0__",
                "PUT Transfer-Encoding: chunked_Content-Length: 2__0__",
                "PUT Content-Length: 2_Content-Length: 2__{}",
                "PUT Content-Length: 2_Content-Length: 20__{}",
                "PUT Content-Length: 2, 2__{}",
                "PUT Content-Length: 2,20__{}",
                // lengths that are none
                "PUT Content-Length: +2__{}",
                "PUT Content-Length: -2__{}",
                "PUT Content-Length: 0x2__{}",
                "PUT Content-Length: 2 2__{}",
                "PUT Content-Length: __{}",
                "PUT Content-Length: 99999999999999999999__{}",
                "PUT Content-Length : 2__{}",
                // encodings that are none
                "PUT Transfer-Encoding: identity__{}",
                "PUT Transfer-Encoding: chunked, identity__0__",
                "PUT Transfer-Encoding: xchunked__0__",
                "PUT Transfer-Encoding: \u000bchunked__0__",
                "PUT Transfer-Encoding: chunked_Transfer-Encoding: chunked__0__",
                "PUT Transfer-Encoding : chunked__0__",
                "PUT Transfer-Encoding: __0__",
                // folded, or not a header
                "PUT X: a_ b_Content-Length: 2__{}",
                "PUT X: a_\tb: c_Content-Length: 2__{}",
                "PUT  X: a_Content-Length: 2__{}",
                "PUT X_Content-Length: 2__{}",
                "PUT : a_Content-Length: 2__{}",
                "PUT X: a\u0000b_Content-Length: 2__{}",
                // lines that end in another way
                "PUT X: a\nContent-Length: 2__{}",
                "PUT X: a\rContent-Length: 2__{}",
                "PUT X: a\n\r\nContent-Length: 2__{}",
                // hosts
                "PUT Host: localhost_Content-Length: 2__{}"
            })
    void aRequestThatCouldBeUnderstoodInTwoWaysIsRefusedAndTheConnectionClosed(String request) {
        String text = request.replace("_", "\r\n").replace("PUT ", PUT);
        try (var connection = SERVED.connect()) {
            assertThat(connection.say(text + NEXT).answer())
                    .startsWith("HTTP/1.1 400 ")
                    .containsIgnoringCase("\r\nConnection: close\r\n")
                    .contains("application/problem+json");
            assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+2_{}_0__",
                "-2_{}_0__",
                "0x2_{}_0__",
                " 2_{}_0__",
                "2 _{}_0__",
                "2;a=b_{}_0__",
                "_{}_0__",
                "2_{}XX0__",
                "2_{}0__",
                "2_{} _0__",
                "2\n{}\n0\n\n",
                "2_{}_0_X: y__",
                "000000002_{}_0__",
                "80000000_{}",
                "ffffffff_{}",
                "100000000_{}",
                "10000000000000002_{}_0__"
            })
    void aChunkIsOfTheLengthThatItSaysOrRefused(String body) {
        String head = PUT + "Transfer-Encoding: chunked\r\n\r\n";
        try (var connection = SERVED.connect()) {
            String answer =
                    connection.say(head + body.replace("_", "\r\n") + NEXT).answer();
            assertThat(answer).matches("(?s)HTTP/1.1 4(00|13) .*").contains("application/problem+json");
            assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/flags/f\r\nHost: localhost\r\n\r\n",
                "GET /api/flags/f HTTP/2.0\r\nHost: localhost\r\n\r\n",
                "GET  /api/flags/f HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET /api/flags/f HTTP/1.1 \r\nHost: localhost\r\n\r\n",
                "GET /api/flags/f HTTP/1.1\nHost: localhost\n\n",
                "GET /api/flags/a b HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "G@T /api/flags/f HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "GET\t/api/flags/f\tHTTP/1.1\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\r\n\r\n"
            })
    void whatIsNoRequestLineIsRefused(String request) {
        try (var connection = SERVED.connect()) {
            assertThat(connection.say(request + NEXT).answer()).startsWith("HTTP/1.1 400 ");
            assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Host:\r\n", "Host: localhost\r\nHost: localhost\r\n", "Host: a b\r\n"})
    void withoutOneHostARequestIsRefused(String host) {
        assertThat(SERVED.answerTo("GET /api/flags/f HTTP/1.1\r\n" + host + "\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Connection: keep-alive\r\n", "X: HTTP/1.0\r\n"})
    void http10IsAnsweredAndItsConnectionClosedWithTheAnswer(String header) {
        String first = "GET /api/flags/f HTTP/1.1\r\nHost: localhost\r\nX: HTTP/1.0\r\n\r\n";
        try (var connection = SERVED.connect()) {
            connection.say(first + "GET /api/flags/f HTTP/1.0\r\nHost: localhost\r\n" + header + "\r\n" + NEXT);
            assertThat(connection.answer()).doesNotContain("Connection: close").endsWith("\"f\"");
            assertThat(connection.answer()).contains("Connection: close").endsWith("\"f\"");
            assertThat(connection.answer()).isEmpty();
        }
        try (var connection = SERVED.connect()) {
            connection.say("GET /api/flags/f HTTP/1.0\r\nHost: localhost\r\n" + header + "\r\n");
            assertThat(connection.answer()).endsWith("\"f\"");
            assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
        }
    }

    @Test
    void goodRequestsInOnePieceAreAnsweredInTheirOrder() {
        try (var connection = SERVED.connect()) {
            connection.say("GET /api/flags/a HTTP/1.1\r\nHost: localhost\r\n\r\n"
                    + PUT + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n1\r\n \r\n0\r\n\r\n"
                    + PUT + "Content-Length: 5\r\n\r\n{   }"
                    + "GET /api/flags/b HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(connection.answer()).endsWith("\"a\"");
            assertThat(connection.answer()).endsWith("\"3\"");
            assertThat(connection.answer()).endsWith("\"5\"");
            assertThat(connection.answer()).endsWith("\"b\"");
        }
    }

    @Test
    void aConnectionThatIsToBeClosedIsClosedWithTheAnswerAndNothingAfterItIsRead() {
        try (var connection = SERVED.connect()) {
            connection.say("GET /api/flags/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n" + NEXT);
            assertThat(connection.answer()).contains("Connection: close").endsWith("\"a\"");
            assertThat(connection.answer()).isEmpty();
        }
        try (var connection = SERVED.connect()) {
            connection.say("GET /api/flags/a HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(connection.answer()).endsWith("\"a\"");
            assertThat(connection.isClosedWithin(AT_ONCE)).isTrue();
        }
    }

    @Test
    void anAnswerWithoutContentSaysNothingOfItsLength() {
        try (var connection = SERVED.connect()) {
            connection.say("DELETE /api/admin/flags/a HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT);
            assertThat(connection.answer()).startsWith("HTTP/1.1 204 ").doesNotContainIgnoringCase("content-length");
            assertThat(connection.answer()).endsWith("\"smuggled\"");
        }
    }
}
