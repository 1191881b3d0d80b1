package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A path is what was sent, split at its slashes, and then decoded once.
@Timeout(120)
class RouterTest {
    private static final Served SERVED = Served.of(
            Door.within(Served.LIMITS),
            new Router()
                    .get("/api/flags", exchange -> exchange.send(text("all")))
                    .get("/api/flags/{flagKey}", exchange -> exchange.send(text("one " + hex(exchange.flagKey()))))
                    .get(
                            "/api/flags/{flagKey}/evaluate",
                            exchange -> exchange.send(text("of " + hex(exchange.flagKey()))))
                    .delete("/api/flags/{flagKey}", exchange -> exchange.send(text("gone"))));

    @AfterAll
    static void close() {
        SERVED.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/flags,              all",
        "/api/flags?a=b,          all",
        "/api/flags/f,            one 66",
        "/api/flags/%66,          one 66",
        "/api/flags/%2566,        one 253636",
        "/api/flags/,             one",
        "/api/flags/..,           one 2e2e",
        "/api/flags/%2e%2E,       one 2e2e",
        "/api/flags/.,            one 2e",
        "/api/flags/a%2Fevaluate, one 612f6576616c75617465",
        "/api/flags/a%2f..%2fb,   one 612f2e2e2f62",
        "/api/flags/a%00b,        one 610062",
        "/api/flags/a%5Cb,        one 615c62",
        "/api/flags/f;v=1,        one 663b763d31",
        "/api/flags/a+b,          one 612b62",
        "/api/flags/%C3%A9,       one c3a9",
        "/api/flags/%ff,          one 256666",
        "/api/flags/%,            one 25",
        "/api/flags/f/evaluate,   of 66",
        "/api/flags/../evaluate,  of 2e2e",
        "/api/flags//evaluate,    of"
    })
    void aSegmentIsANameWhateverItHolds(String path, String answer) {
        assertThat(answerTo("GET", path))
                .startsWith("HTTP/1.1 200 ")
                .endsWith("\r\n\r\n" + answer + (answer.matches("one|of") ? " " : ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "//api/flags",
                "/api//flags",
                "/api/flags/f/",
                "/api/flags/f/x",
                "/api/flags/f/evaluate/",
                "/api/x/../flags",
                "/api/./flags",
                "/API/flags",
                "/api%2Fflags",
                "/%61pi/flags",
                "/api/flags;v=1",
                "/api;v=1/flags",
                "*",
                "http://localhost/api/flags",
                "api/flags"
            })
    void nothingElseLeadsToARoute(String path) {
        assertThat(answerTo("GET", path)).startsWith("HTTP/1.1 404 ").contains("There is no such resource.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT  | /api/flags/f | GET, HEAD, DELETE",
                "GETX | /api/flags   | GET, HEAD",
                "OPTIONS | /api/flags | GET, HEAD"
            })
    void anotherMethodIsToldWhichOnesThereAre(String method, String path, String allowed) {
        assertThat(answerTo(method, path)).startsWith("HTTP/1.1 405 ").contains("\r\nAllow: " + allowed + "\r\n");
    }

    /// Found or not, by the server or plain: whoever speaks a protocol gets its words for every path of it, and for
    /// no other.
    @Test
    void belowAPrefixADialectIsSpoken() {
        var router = new Router()
                .speaking("/foreign/", new Dialect() {
                    @Override
                    public void prepare(Exchange exchange) {
                        exchange.answerHeader(HeaderNames.ETAG, "\"foreign\"");
                    }

                    @Override
                    public byte[] tell(Problem problem, String flagKey) {
                        return text(problem.status().code() + " of " + hex(flagKey));
                    }
                })
                .get("/foreign/{flagKey}", exchange -> exchange.send(text(exchange.existingFlagKey())))
                .options("/foreign/{flagKey}", exchange -> exchange.send(text("options")))
                .get("/foreign/plain/{flagKey}", exchange -> exchange.send(text(exchange.existingFlagKey())))
                .plain("/foreign/plain/{flagKey}");
        try (var served = Served.of(Door.within(Served.LIMITS), router)) {
            for (String method : new String[] {"GET /foreign/%20", "GET /foreign/plain/%20"}) {
                assertThat(served.answerTo(method + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                        .contains("ETag: \"foreign\"", "Content-Type: application/json\r\n")
                        .endsWith("404 of 20");
            }
            assertThat(served.answerTo("GET /foreign/a/b/c HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .contains("ETag: \"foreign\"")
                    .endsWith("404 of ");
            assertThat(served.answerTo("OPTIONS /foreign/f HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .endsWith("options");
            assertThat(served.answerTo("GET /elsewhere HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .doesNotContain("ETag")
                    .contains("application/problem+json");
        }
    }

    @Test
    void whatABugThrowsIsA500ThatTellsNothing() {
        var broken = new Router().get("/", exchange -> {
            throw new IllegalStateException("secret");
        });
        try (var served = Served.of(Door.within(Served.LIMITS), broken)) {
            assertThat(served.answerTo("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"))
                    .startsWith("HTTP/1.1 500 ")
                    .contains("application/problem+json")
                    .doesNotContain("secret")
                    .doesNotContain("IllegalState");
        }
    }

    private static String answerTo(String method, String path) {
        return SERVED.answerTo(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8)).toLowerCase(Locale.ROOT);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
