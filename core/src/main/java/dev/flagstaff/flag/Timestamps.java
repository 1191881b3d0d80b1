package dev.flagstaff.flag;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Instants as the contract spells them: ISO 8601 in UTC, always with milliseconds.
public final class Timestamps {
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /// For example `2026-03-19T12:00:00.000Z`.
    public static String format(Instant instant) {
        return MILLISECONDS.format(instant);
    }

    static Instant toMilliseconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
