package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.EnvironmentBuilder;
import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.testing.RawConnection;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A plain request that is answered from its bytes is answered as the server would have answered it, and what is not
/// plain is the server's. `_` stands for the end of a line.
@Timeout(120)
class PlainAnswersTest {
    private static final String TENS = "0123456789";
    private static final String LONG = TENS + TENS + TENS + TENS + TENS + TENS + TENS + TENS + TENS + TENS + "0";
    private static final LongAnswer.Stock LONG_ANSWERS = new LongAnswer.Stock();
    private static final AtomicInteger EVALUATIONS = new AtomicInteger();
    private static final AtomicInteger WRITES = new AtomicInteger();
    private static final String PUT = " HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 2_";
    private static final Served PLAIN = Served.of(Door.within(Served.LIMITS), router());
    /// A rule that does not speak of plain requests leaves them all to the server.
    private static final Served SERVERS = Served.of(Door.within(Served.LIMITS).with(headers -> {}), router());

    @AfterAll
    static void close() {
        PLAIN.close();
        SERVERS.close();
    }

    private static Router router() {
        var flag = FlagBuilder.flag("f")
                .environment("production", EnvironmentBuilder.environment().rolloutPercent(50))
                .revision(7L)
                .build();
        var router = new Router();
        FlagRoutes.addTo(
                router,
                (flagKey, minRevision) -> new FlagSource.Lookup(flagKey.equals("f") ? flag : null, 42),
                (evaluated, context, decision, started) -> EVALUATIONS.incrementAndGet(),
                UnaryOperator.identity());
        return router.get("/how", exchange -> exchange.send(how(exchange)))
                .post("/how", exchange -> exchange.send(exchange.jsonBody(100)))
                .put("/how", exchange -> exchange.send(how(exchange)))
                .put("/written", exchange -> {
                    WRITES.incrementAndGet();
                    exchange.revision(8).sendDefinition(exchange.jsonBody(100), 8L);
                })
                .put("/conditionally", exchange -> {
                    var match = exchange.entityTags(HeaderNames.IF_MATCH);
                    var noneMatch = exchange.entityTags(HeaderNames.IF_NONE_MATCH);
                    exchange.send(Status.OK_200, (match + " " + noneMatch).getBytes(StandardCharsets.UTF_8));
                })
                .put(
                        "/authorized",
                        exchange -> exchange.send(
                                exchange.headerList(HeaderNames.AUTHORIZATION).getBytes(StandardCharsets.UTF_8)))
                .put("/failing", exchange -> {
                    WRITES.incrementAndGet();
                    throw new IllegalStateException("written, and then broken");
                })
                .get("/long/{flagKey}", exchange -> {
                    try (var answer = LONG_ANSWERS.answer()) {
                        for (int i = 0; i < Integer.parseInt(exchange.flagKey()); i++) {
                            answer.end().put(LONG);
                        }
                        exchange.send(answer);
                    }
                })
                .get("/later", exchange -> {
                    throw new HttpProblem(Problem.unavailable("Not now."));
                })
                .get("/broken", exchange -> {
                    throw new IllegalStateException("broken");
                })
                .get("/tagged", exchange -> {
                    exchange.answerHeader(HeaderNames.ETAG, "\"t\"").revision(5);
                    if (exchange.isKnown("t")) {
                        exchange.sendNotModified();
                    } else {
                        exchange.send(Status.NOT_FOUND_404, new byte[10_000]);
                    }
                })
                .plain(FlagRoutes.EVALUATE)
                .plain("/how")
                .plain("/written")
                .plain("/conditionally")
                .plain("/authorized")
                .plain("/failing")
                .plain("/long/{flagKey}")
                .plain("/later")
                .plain("/broken")
                .plain("/tagged");
    }

    private static byte[] how(Exchange exchange) {
        return (exchange instanceof PlainExchange ? "\"plain\"" : "\"server\"").getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /api/flags/f/evaluate?environment=production&subject=s HTTP/1.1_Host: localhost__",
                "GET /api/flags/f/evaluate?environment=production&subject=%C3%A9+a&x HTTP/1.1_Host:127.0.0.1:80_A: b__",
                "GET /api/flags/f/evaluate?environment=&subject=%zz HTTP/1.1_Host: localhost__",
                "GET /api/flags/f/evaluate HTTP/1.1_Host: localhost__",
                "GET /api/flags/f/evaluate? HTTP/1.1_Host: localhost__",
                "GET /api/flags/%66/evaluate?environment=a?b&subject=\"<>[]{}|\\^` HTTP/1.1_Host: localhost__",
                "GET /api/flags/unknown/evaluate?environment=e&subject=s HTTP/1.1_Host: localhost__",
                "GET /api/flags/f;a=b/evaluate?environment=e&subject=s HTTP/1.1_Host: localhost__",
                "GET /api/flags/f/evaluate?environment=e&subject=s#fragment HTTP/1.1_Host: localhost__",
                "GET http://localhost/api/flags/f/evaluate?environment=e&subject=s HTTP/1.1_Host: localhost__",
                "GET //how HTTP/1.1_Host: localhost__",
                "GET /how/ HTTP/1.1_Host: localhost__",
                "GET /api/flags/f/evaluate?environment=e&subject=s HTTP/1.1_Host: localhost_Flagstaff-Min-Revision:"
                        + " x__",
                "PUT /api/flags/f/evaluate HTTP/1.1_Host: localhost__",
                "POST /api/flags/f/evaluate HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length:"
                        + " 2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json; charset=utf-8_Content-Length:"
                        + " 2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json; charset=latin1_Content-Length:"
                        + " 2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Length: 2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: text/plain_Content-Length: 2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 0__",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length:"
                        + " 2_Transfer-Encoding: chunked__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 2_Content-Length: 2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: +2__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 2:__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length:__{}",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 000002__{}",
                "PUT /written" + PUT + "_{}",
                "PUT /written" + PUT + "If-None-Match: \"8\"__{}",
                "PUT /written HTTP/1.1_Host: localhost_Content-Type: application/json__",
                "PUT /written HTTP/1.1_Host: localhost_Content-Length: 2__{}",
                "PUT /conditionally" + PUT + "_{}",
                "PUT /conditionally" + PUT + "If-Match: \"7\"__{}",
                "PUT /conditionally" + PUT + "If-None-Match: *__{}",
                "PUT /conditionally" + PUT + "If-None-Match: x__{}",
                "PUT /authorized" + PUT + "_{}",
                "PUT /authorized" + PUT + "Authorization: Bearer x__{}",
                "PUT /authorized" + PUT + "Authorization:   Bearer x __{}",
                "PUT /authorized" + PUT + "Authorization:__{}",
                "PUT /authorized" + PUT + "Authorization: Bearer x_Authorization: Bearer y__{}",
                "PUT /failing" + PUT + "_{}",
                "DELETE /written HTTP/1.1_Host: localhost__",
                "GET /how HTTP/1.1_Host: localhost_Transfer-Encoding: chunked__0__",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Transfer-Encoding:"
                        + " chunked__2_{}_0__",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Encoding:"
                        + " gzip_Content-Length: 2__{}",
                "GET /tagged HTTP/1.1_Host: localhost_If-None-Match: \"t\"__",
                "GET /tagged HTTP/1.1_Host: localhost_If-None-Match: \"u\"__",
                "GET /tagged HTTP/1.1_Host: localhost_If-None-Match: \"u\"_If-None-Match: \"t\"__",
                "GET /long/0 HTTP/1.1_Host: localhost__",
                "GET /long/1 HTTP/1.1_Host: localhost__",
                "GET /long/2000 HTTP/1.1_Host: localhost__",
                "GET /how HTTP/1.1_Host:__",
                "GET /how HTTP/1.1__",
                "GET /how HTTP/1.0_Host: localhost__",
                "POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 101__" + LONG,
                "GET /how HTTP/1.1_Host: localhost_Host: localhost__",
                "GET /later HTTP/1.1_Host: localhost__",
                "GET /broken HTTP/1.1_Host: localhost__",
                "GET /nowhere HTTP/1.1_Host: localhost__"
            })
    void theAnswerIsTheServers(String request) {
        assertThat(undated(PLAIN.answerTo(lines(request)))).isEqualTo(undated(SERVERS.answerTo(lines(request))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "\"t\" | 304",
                "W/\"t\" | 304",
                "\"u\", W/\"t\" | 304",
                "* | 304",
                "\"u\" | 404",
                "t | 404",
                "\"t | 404",
                "\"t\" \"u\" | 404"
            })
    void whoHasWhatATagNamesIsNotSentItAgain(String known, String status) {
        String request = lines("GET /tagged HTTP/1.1_Host: localhost_If-None-Match: " + known + "__");

        assertThat(PLAIN.answerTo(request)).startsWith("HTTP/1.1 " + status);
        assertThat(SERVERS.answerTo(request)).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost__",
                "hOST:127.0.0.1:8016__",
                "Host: [::1]:1_User-Agent: a (b; c) d/1.0_Accept: */*_traceparent: 00-1-2-01_X-Empty:__",
                "Connection: keep-alive_Host: localhost__",
                "Host: localhost_Connection: Upgrade, HTTP2-Settings_Upgrade: h2c_HTTP2-Settings: AAEAAEAA__"
            })
    void whatClientsSendIsPlain(String headers) {
        assertThat(PLAIN.answerTo(lines("GET /how HTTP/1.1_" + headers))).endsWith("\"plain\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: localhost_Connection: close__",
                "Host: localhost_Connection: Keep-Alive, close__",
                "Host: localhost_Content-Length: 0__",
                "Host: localhost_Expect: 100-continue__",
                "Host: localhost_Origin: http://localhost__",
                "Host: localhost_Sec-Fetch-Site: cross-site__",
                "Host: localhost_If-Match: \"a\"__",
                "Host: localhost_Flagstaff-Min-Revision: 0__",
                "Host: localhost_If-None-Match: \"a\"_If-None-Match: \"b\"__",
                "Host: example.com__",
                "Host: localhost_A: \u00e9__",
                "Host: localhost_A: a\tb__",
                "Host: localhost _A: b__"
            })
    void whatAsksForMoreIsTheServers(String headers) {
        assertThat(PLAIN.answerTo(lines("GET /how HTTP/1.1_" + headers))).endsWith("\"server\"");
    }

    @Test
    void aRequestIsEvaluatedOnceAndCountedOnce() {
        int before = EVALUATIONS.get();
        try (var connection = PLAIN.connect()) {
            connection.say(lines("GET /api/flags/f/evaluate?environment=e&subject=s HTTP/1.1_Host: localhost__"));
            connection.answer();
            // It is counted after it is answered, and before the next is.
            connection.say(lines("GET /how HTTP/1.1_Host: localhost__")).answer();
        }
        assertThat(EVALUATIONS.get()).isEqualTo(before + 1);
    }

    @Test
    void aPutIsPlainWithATokenAndWithoutAPrecondition() {
        assertThat(PLAIN.answerTo(lines("PUT /how" + PUT + "Authorization: Bearer x__{}")))
                .endsWith("\"plain\"");
        assertThat(PLAIN.answerTo(lines("PUT /how" + PUT + "If-Match: \"8\"__{}")))
                .endsWith("\"server\"");
    }

    /// The server would do once more what has happened.
    @Test
    void anActionThatFailsIsNotDoneAgain() {
        int before = WRITES.get();

        assertThat(PLAIN.answerTo(lines("PUT /failing" + PUT + "_{}"))).startsWith("HTTP/1.1 500 ");

        assertThat(WRITES.get()).isEqualTo(before + 1);
    }

    @Test
    void requestsThatComeInOnePieceAreAnsweredInTheirOrderWhoeverAnswersThem() {
        String plain = lines("GET /tagged HTTP/1.1_Host: localhost_If-None-Match: \"t\"__");
        String servers = lines("GET /how HTTP/1.1_Host: localhost_Content-Length: 0__");
        try (var connection = PLAIN.connect()) {
            connection.say(plain + plain + servers + plain + servers + plain);
            for (String status : new String[] {"304", "304", "200", "304", "200", "304"}) {
                assertThat(connection.answer()).startsWith("HTTP/1.1 " + status);
            }
        }
    }

    /// Nagle's algorithm and middleboxes cut where they like.
    @Test
    void aRequestThatComesInTwoPiecesIsAnsweredWhereverItIsCut() {
        String request =
                lines("POST /how HTTP/1.1_Host: localhost_Content-Type: application/json_Content-Length: 3__[1]");
        try (var connection = PLAIN.connect()) {
            for (int cut = 1; cut < request.length(); cut++) {
                // The second piece of each leaves with the first of the next.
                connection.say(request.substring(0, cut));
                connection.say(request.substring(cut) + request);
                assertThat(connection.answer()).endsWith("[1]");
                assertThat(connection.answer()).endsWith("[1]");
            }
        }
    }

    /// While the server waits for the rest of a head, nothing that arrives begins a request, whatever it looks like.
    @Test
    void whatContinuesAHeadIsNoRequestOfItsOwn() {
        String servers = lines("GET /how HTTP/1.1_Host: localhost_Content-Length: 0__");
        try (var connection = PLAIN.connect()) {
            connection.say(servers + lines("GET /tagged HTTP/1.1_A: "));
            assertThat(connection.answer()).endsWith("\"server\"");
            connection.say(lines("GET /how HTTP/1.1_Host: localhost__"));
            assertThat(connection.answer()).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void aHeadThatIsLargerThanAllowedIsRefusedHoweverPlainItIs() {
        var limits = new HttpLimits(512, 512, 2_097_152, 100, Duration.ofSeconds(10));
        var router = new Router()
                .get("/how", exchange -> exchange.send(how(exchange)))
                .plain("/how");
        try (var small = new Served(
                Listener.start("test", "127.0.0.1", 0, Door.within(limits), router, failure -> Optional.empty()))) {
            assertThat(small.answerTo(lines("GET /how HTTP/1.1_Host: localhost_A: " + "a".repeat(600) + "__")))
                    .startsWith("HTTP/1.1 431 ");
            assertThat(small.answerTo(lines("GET /how?" + "a".repeat(600) + " HTTP/1.1_Host: localhost__")))
                    .startsWith("HTTP/1.1 414 ");
        }
    }

    @Test
    void aListenerThatClosesAnswersWhatItHasBegun() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var closing = new CountDownLatch(1);
        var router = new Router()
                .get("/slow", exchange -> {
                    begun.countDown();
                    await(closing);
                    exchange.send(how(exchange));
                })
                .plain("/slow");
        var served = Served.of(Door.within(Served.LIMITS), router);
        try (var connection = RawConnection.to(served.listener().port())) {
            connection.say(lines("GET /slow HTTP/1.1_Host: localhost__"));
            begun.await();
            var closed = Thread.ofVirtual().start(served::close);
            // Refused once the listener no longer listens, by when it has told its connections to end.
            while (accepts(served.listener().port())) {
                Thread.onSpinWait();
            }
            closing.countDown();
            assertThat(connection.answer()).endsWith("\"plain\"");
            assertThat(connection.answer()).isEmpty();
            closed.join();
        }
    }

    private static boolean accepts(int port) {
        try (var probe = RawConnection.to(port)) {
            return probe != null;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while it answers", e);
        }
    }

    private static String lines(String text) {
        return text.replace("_", "\r\n");
    }

    private static String undated(String answer) {
        return answer.replaceFirst("\r\nDate: [^\r]*", "");
    }
}
