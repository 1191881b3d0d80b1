package dev.flagstaff.flag;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Instants as the contract spells them: ISO 8601 in UTC, always with milliseconds.
///
/// Spelled and read digit by digit, since a start does that for a thousand flags in code that is not compiled yet;
/// other spellings, and years of other than four digits, are the JDK's.
public final class Timestamps {
    private static final DateTimeFormatter MILLISECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final String SHAPE = "0000-00-00T00:00:00.000Z";
    private static final int DAY = 24 * 60 * 60;

    private Timestamps() {}

    /// For example `2026-03-19T12:00:00.000Z`.
    public static String format(Instant instant) {
        var date = LocalDate.ofEpochDay(Math.floorDiv(instant.getEpochSecond(), DAY));
        if (date.getYear() < 0 || date.getYear() > 9999) {
            return MILLISECONDS.format(instant);
        }
        int second = Math.floorMod(instant.getEpochSecond(), DAY);
        char[] text = SHAPE.toCharArray();
        put(text, 4, date.getYear());
        put(text, 7, date.getMonthValue());
        put(text, 10, date.getDayOfMonth());
        put(text, 13, second / 3600);
        put(text, 16, second / 60 % 60);
        put(text, 19, second % 60);
        put(text, 23, instant.getNano() / 1_000_000);
        return new String(text);
    }

    private static void put(char[] text, int end, int number) {
        int rest = number;
        for (int i = end - 1; rest > 0; i--) {
            text[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }

    /// The instant that a text spells, in any form of ISO 8601 that [Instant#parse] takes.
    ///
    /// @throws DateTimeException where it spells none
    public static Instant parse(String text) {
        if (!hasShape(text)) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text);
        }
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        return Instant.ofEpochSecond(
                day * DAY + hour * 3600L + minute * 60L + second, number(text, 20, 23) * 1_000_000L);
    }

    private static boolean hasShape(String text) {
        if (text.length() != SHAPE.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (SHAPE.charAt(i) == '0' ? c < '0' || c > '9' : c != SHAPE.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int start, int end) {
        return Integer.parseInt(text, start, end, 10);
    }

    static Instant toMilliseconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MILLIS);
    }
}
