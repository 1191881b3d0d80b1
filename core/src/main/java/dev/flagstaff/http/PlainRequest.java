package dev.flagstaff.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;

/// Finds in bytes that arrived what nearly all clients send nearly always: a whole `GET`, `POST` or `PUT` of visible
/// ASCII, for a loopback name, with no header that asks for anything special. Whatever is otherwise, be it good or
/// bad, is not plain, and left for the server to read. So this is no second opinion on HTTP: all that is taken here,
/// the server takes as well, and understands alike.
///
/// One instance reads the requests of a connection, one after the other, on its thread.
final class PlainRequest {
    private static final byte[] GET = ascii("GET /");
    private static final byte[] POST = ascii("POST /");
    private static final byte[] PUT = ascii("PUT /");
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final int MOST_LENGTH_DIGITS = 5;
    private static final int MOST_BODY_BYTES = 8 * 1024;
    private static final boolean[] TOKEN = token();

    private final int mostBytes;
    private byte[] bytes = {};
    private int at;
    private int bodyLength;
    private boolean isPlain;
    private String method = "";
    private boolean hasHost;
    private boolean isSaidToBeJson;
    private String path = "";
    private String query = "";
    private String ifNoneMatch = "";
    private String authorization = "";
    /// The last host that was found good: clients go on sending the same. Empty for none.
    private byte[] goodHost = {};

    /// @param limits a head that may go beyond one is not plain
    PlainRequest(HttpLimits limits) {
        mostBytes = Math.min(limits.uriBytes(), limits.headerBytes());
    }

    /// Reads a request.
    ///
    /// @return false where there is no plain one
    boolean read(byte[] arrived, int start) {
        bytes = arrived;
        at = start;
        bodyLength = -1;
        hasHost = false;
        isSaidToBeJson = false;
        ifNoneMatch = "";
        authorization = "";
        isPlain = line() && headers() && at - start < mostBytes && hasHost && hasPlainBody();
        return isPlain && end() <= bytes.length;
    }

    private boolean line() {
        method = startsWith(GET) ? "GET" : startsWith(POST) ? "POST" : startsWith(PUT) ? "PUT" : "";
        if (method.isEmpty()) {
            return false;
        }
        int start = at + method.length() + 1;
        int question = -1;
        for (at = start; at < bytes.length && bytes[at] > ' ' && bytes[at] < 0x7f && bytes[at] != '#'; at++) {
            if (bytes[at] == '?' && question < 0) {
                question = at;
            }
        }
        path = new String(bytes, start, (question < 0 ? at : question) - start, ISO_8859_1);
        query = question < 0 ? "" : new String(bytes, question + 1, at - question - 1, ISO_8859_1);
        return skip(VERSION);
    }

    private boolean headers() {
        while (!skip(LINE_END)) {
            int name = at;
            while (at < bytes.length && bytes[at] > 0 && TOKEN[bytes[at]]) {
                at++;
            }
            int nameLength = at - name;
            if (nameLength == 0 || at == bytes.length || bytes[at] != ':') {
                return false;
            }
            int value = ++at;
            while (at < bytes.length && bytes[at] >= ' ' && bytes[at] < 0x7f) {
                at++;
            }
            int valueEnd = at;
            if (!skip(LINE_END) || !isPlainHeader(name, nameLength, value, valueEnd)) {
                return false;
            }
        }
        return true;
    }

    /// Whether a header line is one that changes nothing, or one that is understood here.
    private boolean isPlainHeader(int name, int nameLength, int start, int end) {
        return switch (nameLength) {
            case 4 -> !is(name, "host") || isGoodHost(start, end);
            case 6 -> !is(name, "origin") && !is(name, "expect");
            case 8 -> !is(name, "if-match");
            case 10 -> !is(name, "connection") || isUsualConnection(text(start, end));
            case 12 -> !is(name, "content-type") || isJson(text(start, end));
            case 13 ->
                is(name, "if-none-match")
                        ? isOnlyTag(text(start, end))
                        : !is(name, "authorization") || isOnlyAuthorization(text(start, end));
            case 14 -> !is(name, "sec-fetch-site") && (!is(name, "content-length") || isLength(start, end));
            case 16 -> !is(name, "content-encoding");
            case 17 -> !is(name, "transfer-encoding");
            case 22 -> !is(name, "flagstaff-min-revision");
            default -> true;
        };
    }

    private boolean isGoodHost(int start, int end) {
        if (hasHost) {
            return false;
        }
        hasHost = true;
        if (start < end && Arrays.equals(bytes, start, end, goodHost, 0, goodHost.length)) {
            return true;
        }
        boolean good = LoopbackName.isAuthority(text(start, end));
        if (good) {
            goodHost = Arrays.copyOfRange(bytes, start, end);
        }
        return good;
    }

    /// Java's client offers HTTP/2 with every request, which nobody here takes up.
    private static boolean isUsualConnection(String value) {
        return value.equalsIgnoreCase("keep-alive") || value.equalsIgnoreCase("Upgrade, HTTP2-Settings");
    }

    private boolean isJson(String value) {
        boolean json = !isSaidToBeJson
                && (value.equals("application/json") || value.equals("application/json; charset=utf-8"));
        isSaidToBeJson = true;
        return json;
    }

    private boolean isOnlyTag(String value) {
        boolean only = ifNoneMatch.isEmpty() && !value.isEmpty();
        ifNoneMatch = value;
        return only;
    }

    private boolean isOnlyAuthorization(String value) {
        boolean only = authorization.isEmpty() && !value.isEmpty() && value.equals(value.strip());
        authorization = value;
        return only;
    }

    private boolean isLength(int start, int end) {
        String digits = text(start, end);
        if (bodyLength >= 0 || digits.isEmpty() || digits.length() > MOST_LENGTH_DIGITS) {
            return false;
        }
        int length = 0;
        for (int i = 0; i < digits.length(); i++) {
            char digit = digits.charAt(i);
            if (digit < '0' || digit > '9') {
                return false;
            }
            length = 10 * length + (digit - '0');
        }
        bodyLength = length;
        return true;
    }

    private boolean hasPlainBody() {
        return method.equals("GET")
                ? bodyLength < 0
                : bodyLength > 0 && bodyLength <= MOST_BODY_BYTES && isSaidToBeJson;
    }

    /// Whether what was read last is a plain request but for the end of its body, which has not arrived.
    boolean isCutOff() {
        return isPlain && end() > bytes.length;
    }

    String method() {
        return method;
    }

    /// As it was sent.
    String path() {
        return path;
    }

    /// As it was sent, without the question mark.
    String query() {
        return query;
    }

    /// The value of `If-None-Match`; empty where it is missing.
    String ifNoneMatch() {
        return ifNoneMatch;
    }

    /// The value of `Authorization`; empty where it is missing.
    String authorization() {
        return authorization;
    }

    byte[] body() {
        return Arrays.copyOfRange(bytes, at, end());
    }

    /// Where the request ends.
    int end() {
        return at + Math.max(bodyLength, 0);
    }

    /// A value without the one space that usually stands before it; a value with more of them is taken with them.
    private String text(int start, int end) {
        int from = start < end && bytes[start] == ' ' ? start + 1 : start;
        return new String(bytes, from, end - from, ISO_8859_1);
    }

    private boolean skip(byte[] expected) {
        boolean there = startsWith(expected);
        at += there ? expected.length : 0;
        return there;
    }

    private boolean startsWith(byte[] expected) {
        int end = at + expected.length;
        return end <= bytes.length && Arrays.equals(bytes, at, end, expected, 0, expected.length);
    }

    private boolean is(int name, String lowerCase) {
        for (int i = 0; i < lowerCase.length(); i++) {
            int c = bytes[name + i];
            if ((c >= 'A' && c <= 'Z' ? c | 0x20 : c) != lowerCase.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// What a header's name is made of ([RFC 9110, section
    /// 5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
    private static boolean[] token() {
        var token = new boolean[128];
        for (char c = '!'; c < 0x7f; c++) {
            token[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
        return token;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
