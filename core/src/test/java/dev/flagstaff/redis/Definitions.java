package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import dev.flagstaff.flag.MalformedJsonException;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Definitions to store. Stateless.
final class Definitions {
    static final Instant NOON = Instant.parse("2026-03-19T12:00:00Z");

    private Definitions() {}

    /// One with the environments `production` and `staging`, and allowlists in the first.
    static FlagDefinition full(String flagKey) {
        return of(
                flagKey,
                "Controls checkout banner copy",
                true,
                Map.of(
                        "production",
                        new EnvironmentDefinition(
                                true,
                                25,
                                json("{\"title\":\"Fast checkout\"}"),
                                new TreeSet<>(Set.of("user-123", "user-456")),
                                new TreeSet<>(Set.of("us-west")),
                                NOON),
                        "staging",
                        environment(false, 0, "null")));
    }

    /// One with nothing in it.
    static FlagDefinition bare(String flagKey) {
        return of(flagKey, "", false, Map.of());
    }

    static FlagDefinition of(
            String flagKey,
            String description,
            boolean defaultEnabled,
            Map<String, EnvironmentDefinition> environments) {
        return new FlagDefinition(flagKey, description, defaultEnabled, new TreeMap<>(environments), NOON, null);
    }

    /// One with the environment `production` alone.
    static FlagDefinition withValue(String flagKey, String json) {
        return of(flagKey, "", true, Map.of("production", environment(true, 100, json)));
    }

    static EnvironmentDefinition environment(boolean enabled, int rolloutPercent, String json) {
        return new EnvironmentDefinition(enabled, rolloutPercent, json(json), new TreeSet<>(), new TreeSet<>(), NOON);
    }

    /// One whose every field, and which environments it has, says one number.
    static FlagDefinition numbered(String flagKey, long number) {
        SortedMap<String, EnvironmentDefinition> environments = new TreeMap<>();
        environments.put("always", numberedEnvironment(number));
        environments.put("only-" + number % 5, numberedEnvironment(number));
        return new FlagDefinition(
                flagKey, Long.toString(number), number % 2 == 0, environments, Instant.EPOCH.plusMillis(number), null);
    }

    private static EnvironmentDefinition numberedEnvironment(long number) {
        var users = new TreeSet<String>();
        var regions = new TreeSet<String>();
        for (int i = 0; i < number % 4; i++) {
            users.add("user-" + i + "-" + number);
            regions.add("region-" + i + "-" + number);
        }
        return new EnvironmentDefinition(
                number % 2 == 0,
                (int) (number % 101),
                json("{\"number\":" + number + "}"),
                users,
                regions,
                Instant.EPOCH.plusMillis(number));
    }

    /// The number of a [#numbered] definition, which must not be torn.
    static long number(FlagDefinition definition) {
        long number = Long.parseLong(definition.description());
        assertThat(definition).isEqualTo(stored(numbered(definition.flagKey(), number), definition.revision()));
        return number;
    }

    /// The number of what was read, which must be a whole, [#numbered] definition.
    static long number(@Nullable FlagRead read) {
        assertThat(read).isInstanceOf(FlagRead.Present.class);
        return number(((FlagRead.Present) java.util.Objects.requireNonNull(read)).definition());
    }

    /// A definition as it comes back once it is stored.
    static FlagDefinition stored(FlagDefinition definition, @Nullable Long revision) {
        return new FlagDefinition(
                definition.flagKey(),
                definition.description(),
                definition.defaultEnabled(),
                definition.environments(),
                definition.updatedAt(),
                revision);
    }

    static JsonValue json(String text) {
        try {
            return JsonValue.parse(text);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
