package dev.flagstaff.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// The spelling of durations: one whole number and one unit, `ms`, `s`, `m` or `h`. Stateless.
final class Durations {
    static final Duration LONGEST = Duration.ofHours(24);

    static final String EXPECTED = "must be a duration such as 200ms, 5s, 1m or 24h, more than zero and at most 24h";

    private static final Pattern SPELLING = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private Durations() {}

    static Optional<Duration> parse(String text) {
        var spelled = SPELLING.matcher(text);
        if (!spelled.matches()) {
            return Optional.empty();
        }
        return Optional.of(of(Long.parseLong(spelled.group(1)), spelled.group(2)))
                .filter(duration -> duration.isPositive() && duration.compareTo(LONGEST) <= 0);
    }

    private static Duration of(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }
}
