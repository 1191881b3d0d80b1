package dev.flagstaff.http;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What stands before the routes of a listener. Immutable.
///
/// @param rules in the order in which they are checked
/// @param certificate with which connections are encrypted; null where they are not
public record Door(
        HttpLimits limits,
        List<RequestRule> rules,
        @Nullable ServerCertificate certificate) {
    /// Copies the list.
    public Door {
        rules = List.copyOf(rules);
    }

    /// A door that is as wide as the limits are.
    public static Door within(HttpLimits limits) {
        return new Door(limits, List.of(), null);
    }

    /// The same, with a rule more.
    public Door with(RequestRule rule) {
        return new Door(limits, Stream.concat(rules.stream(), Stream.of(rule)).toList(), certificate);
    }

    /// The same, encrypted.
    ///
    /// @param certificate null for not encrypted
    public Door encryptedWith(@Nullable ServerCertificate certificate) {
        return new Door(limits, rules, certificate);
    }
}
