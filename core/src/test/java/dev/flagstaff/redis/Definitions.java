package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.EnvironmentBuilder;
import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Numbered;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Definitions to store. Stateless.
final class Definitions {
    static final Instant NOON = Instant.parse("2026-03-19T12:00:00Z");

    private Definitions() {}

    /// One with the environments `production` and `staging`, and allowlists in the first.
    static FlagDefinition full(String flagKey) {
        return of(flagKey)
                .description("Controls checkout banner copy")
                .environment(
                        "production",
                        environment()
                                .rolloutPercent(25)
                                .value("{\"title\":\"Fast checkout\"}")
                                .users("user-123", "user-456")
                                .regions("us-west"))
                .environment("staging", environment().enabled(false))
                .build();
    }

    /// One with nothing in it.
    static FlagDefinition bare(String flagKey) {
        return of(flagKey).defaultEnabled(false).build();
    }

    /// One with the environment `production` alone.
    static FlagDefinition withValue(String flagKey, String json) {
        return of(flagKey)
                .environment("production", environment().rolloutPercent(100).value(json))
                .build();
    }

    /// Of noon.
    static FlagBuilder of(String flagKey) {
        return FlagBuilder.flag(flagKey).updatedAt(NOON);
    }

    /// Of noon.
    static EnvironmentBuilder environment() {
        return EnvironmentBuilder.environment().updatedAt(NOON);
    }

    /// One whose every field, and which environments it has, says one number.
    static FlagDefinition numbered(String flagKey, long number) {
        return new Numbered(flagKey, number, 0).definition();
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
        return number(((FlagRead.Present) Objects.requireNonNull(read)).definition());
    }

    /// A definition as it comes back once it is stored.
    static FlagDefinition stored(FlagDefinition definition, @Nullable Long revision) {
        return FlagBuilder.like(definition).revision(revision).build();
    }
}
