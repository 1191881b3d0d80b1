package dev.flagstaff.flag;

import dev.flagstaff.flag.DefinitionReader.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Bodies for [DefinitionReader] and what becomes of them, faults as lines of pointer and detail.
final class Reading {
    static final String FLAG_KEY = "checkout";
    static final Instant NOW = Instant.parse("2026-03-19T12:00:00.123Z");
    /// Where the members of [#environment(String)] are.
    static final String ENVIRONMENT = "#/environments/production";

    private Reading() {}

    /// A flag without environments, with further members.
    static String flag(String members) {
        return "{\"defaultEnabled\":true,\"environments\":{}" + comma(members) + "}";
    }

    /// A flag with one environment, `production`, with further members.
    static String environment(String members) {
        return environments("\"production\":{\"enabled\":true,\"rolloutPercent\":25" + comma(members) + "}");
    }

    /// A flag with these environments.
    static String environments(String members) {
        return "{\"defaultEnabled\":true,\"environments\":{" + members + "}}";
    }

    /// A flag with a value in its environment.
    static String value(String json) {
        return environment("\"value\":" + json);
    }

    /// A flag with an allowlist of users in its environment.
    static String users(String json) {
        return environment("\"allowlistUsers\":" + json);
    }

    private static String comma(String members) {
        return members.isEmpty() ? "" : "," + members;
    }

    static FlagDefinition accepted(String body) {
        return switch (read(FLAG_KEY, utf8(body))) {
            case Outcome.Accepted accepted -> accepted.definition();
            case Outcome.Refused refused -> throw new AssertionError("refused: " + refused.faults());
        };
    }

    /// The only environment of an accepted body.
    static EnvironmentDefinition acceptedEnvironment(String body) {
        return accepted(body).environments().values().iterator().next();
    }

    static List<String> faults(String body) {
        return faults(FLAG_KEY, utf8(body));
    }

    static List<String> faults(String flagKey, byte[] body) {
        return switch (read(flagKey, body)) {
            case Outcome.Accepted accepted -> throw new AssertionError("accepted: " + accepted.definition());
            case Outcome.Refused refused ->
                refused.faults().stream().map(Reading::line).toList();
        };
    }

    static Outcome read(String flagKey, byte[] body) {
        return DefinitionReader.read(flagKey, body, NOW);
    }

    static String line(Fault fault) {
        return switch (fault) {
            case Fault.InDocument inDocument -> inDocument.pointer() + " " + inDocument.detail();
            case Fault.InParameter inParameter -> inParameter.parameter() + " " + inParameter.detail();
        };
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
