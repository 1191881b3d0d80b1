package dev.flagstaff.config;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where to listen: a host name or a literal IP address, never looked up. Immutable.
///
/// @param text as it was given
public record Host(String text) {
    static final String EXPECTED = "must be a host name or an IP address, without a port";

    private static final int LONGEST_NAME = 253;
    /// Labels as of [RFC 1123, section 2.1](https://www.rfc-editor.org/rfc/rfc1123#section-2.1), with the
    /// underscore that names in container networks have; the last is not a number, else the whole was meant to
    /// be an address.
    private static final String LABEL = "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
    private static final Pattern NAME = Pattern.compile("(LABEL\\.)*(?![0-9]+\\.?$)LABEL\\.?".replace("LABEL", LABEL));

    static final Host LOOPBACK = new Host("127.0.0.1"); // after the grammar that it is checked by

    /// @throws IllegalArgumentException when the text is neither a host name nor an address
    public Host {
        if (!isName(text) && address(text).isEmpty()) {
            throw new IllegalArgumentException("a host " + EXPECTED + ", is " + Quotation.of(text));
        }
    }

    /// Whether only this machine reaches it: true for loopback addresses and `localhost`, and for no other
    /// name, whatever it might resolve to.
    public boolean isLoopback() {
        return text.equalsIgnoreCase("localhost")
                || address(text).filter(InetAddress::isLoopbackAddress).isPresent();
    }

    static Optional<Host> parse(String text) {
        try {
            return Optional.of(new Host(text));
        } catch (IllegalArgumentException neither) {
            return Optional.empty();
        }
    }

    private static boolean isName(String text) {
        return text.length() <= LONGEST_NAME && NAME.matcher(text).matches();
    }

    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }
}
