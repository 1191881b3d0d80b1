package dev.flagstaff.http;

import java.net.InetAddress;
import java.util.regex.Pattern;

/// The names of this machine's loopback: `localhost`, 127.0.0.0/8 and `[::1]`. They are compared as they are spelled
/// and never looked up. Stateless.
final class LoopbackName {
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*]|[^:]*)(:[0-9]{1,5})?");
    private static final Pattern ORIGIN = Pattern.compile("https?://(.*)");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern LOOPBACK_V4 = Pattern.compile("127(\\.OCTET){3}".replace("OCTET", OCTET));

    private LoopbackName() {}

    /// Whether a `Host` names the loopback, with or without a port.
    static boolean isAuthority(String authority) {
        var parts = AUTHORITY.matcher(authority);
        return parts.matches() && isHost(parts.group(1));
    }

    /// Whether an `Origin` is a page that came from the loopback. `null`, the origin that hides itself, is not.
    static boolean isOrigin(String origin) {
        var parts = ORIGIN.matcher(origin);
        return parts.matches() && isAuthority(parts.group(1));
    }

    private static boolean isHost(String host) {
        return host.equalsIgnoreCase("localhost")
                || LOOPBACK_V4.matcher(host).matches()
                || (host.startsWith("[") && isLoopbackV6(host.substring(1, host.length() - 1)));
    }

    private static boolean isLoopbackV6(String literal) {
        try {
            return literal.indexOf(':') >= 0 && InetAddress.ofLiteral(literal).isLoopbackAddress();
        } catch (IllegalArgumentException noAddress) {
            return false;
        }
    }
}
