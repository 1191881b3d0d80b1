package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which requests a listener on loopback serves, whatever else they ask for.
@Timeout(120)
class DoorTest {
    private static final Served SERVED =
            Served.behind(Door.within(Served.LIMITS).with(HostRule.LOOPBACK).with(OriginRule.LOOPBACK));

    @AfterAll
    static void close() {
        SERVED.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "localhost:8080",
                "127.0.0.1",
                "127.0.0.1:1",
                "127.255.255.254:65535",
                "[::1]",
                "[::1]:8080",
                "[0:0:0:0:0:0:0:1]"
            })
    void aHostOnLoopbackIsServed(String host) {
        assertThat(answerTo("Host: " + host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "localhost.example.com",
                "localhost.",
                "a.localhost",
                "127.0.0.1.nip.io",
                "127.0.0.1.",
                "127.1",
                "0177.0.0.1",
                "127.0.0.256",
                "2130706433",
                "0x7f000001",
                "0.0.0.0",
                "0",
                "10.0.0.1",
                "128.0.0.1",
                "[::]",
                "[::2]",
                "[::g]",
                "[fe80::1]",
                "[::ffff:10.0.0.1]",
                "xn--localhost",
                "localhost:80:80",
                "localhost@example.com",
                "example.com:127"
            })
    void anyOtherHostIsNot(String host) {
        assertThat(answerTo("Host: " + host)).matches("(?s)HTTP/1.1 40[03] .*application/problem\\+json.*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /nowhere", "DELETE /api/admin/flags/f", "POST /api/flags/f", "PUT /api/flags/f"})
    void thatHoldsForEveryRoute(String request) {
        assertThat(SERVED.answerTo(request + " HTTP/1.1\r\nHost: example.com\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
        assertThat(SERVED.answerTo(request + " HTTP/1.1\r\nHost: localhost\r\nOrigin: http://example.com\r\n\r\n"))
                .startsWith("HTTP/1.1 403 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://localhost:3000",
                "Origin: https://127.0.0.1",
                "Origin: http://[::1]:3000",
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none"
            })
    void aPageFromLoopbackIsServed(String header) {
        assertThat(answerTo("Host: localhost\r\n" + header)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Origin: http://example.com",
                "Origin: http://localhost.example.com",
                "Origin: http://example.com:8080/localhost",
                "Origin: null",
                "Origin: ",
                "Origin: localhost",
                "Origin: file://localhost",
                "Origin: http://localhost, http://example.com",
                "Origin: http://localhost\r\nOrigin: http://example.com",
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: cross-site\r\nOrigin: http://localhost"
            })
    void aPageFromElsewhereIsNot(String header) {
        assertThat(answerTo("Host: localhost\r\n" + header))
                .startsWith("HTTP/1.1 403 ")
                .contains("application/problem+json");
    }

    private static String answerTo(String headers) {
        return SERVED.answerTo("GET /api/flags/f HTTP/1.1\r\n" + headers + "\r\n\r\n");
    }
}
