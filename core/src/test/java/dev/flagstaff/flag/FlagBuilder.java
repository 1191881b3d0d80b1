package dev.flagstaff.flag;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Builds a definition. What is not said is plain: no kill switch, no environments, no revision.
public final class FlagBuilder {
    private final String flagKey;
    private String description = "";
    private boolean defaultEnabled = true;
    private SortedMap<String, EnvironmentDefinition> environments = new TreeMap<>();
    private Instant updatedAt = Instant.EPOCH;
    private @Nullable Long revision;

    private FlagBuilder(String flagKey) {
        this.flagKey = flagKey;
    }

    /// Nothing said yet.
    public static FlagBuilder flag(String flagKey) {
        return new FlagBuilder(flagKey);
    }

    /// All as it is in another.
    public static FlagBuilder like(FlagDefinition other) {
        return flag(other.flagKey())
                .description(other.description())
                .defaultEnabled(other.defaultEnabled())
                .environments(new TreeMap<>(other.environments()))
                .updatedAt(other.updatedAt())
                .revision(other.revision());
    }

    public FlagBuilder description(String text) {
        description = text;
        return this;
    }

    public FlagBuilder defaultEnabled(boolean is) {
        defaultEnabled = is;
        return this;
    }

    public FlagBuilder environment(String name, EnvironmentBuilder environment) {
        environments.put(name, environment.build());
        return this;
    }

    /// These and no other, in whatever order they have.
    public FlagBuilder environments(SortedMap<String, EnvironmentDefinition> all) {
        environments = all;
        return this;
    }

    public FlagBuilder updatedAt(Instant at) {
        updatedAt = at;
        return this;
    }

    public FlagBuilder revision(@Nullable Long number) {
        revision = number;
        return this;
    }

    public FlagDefinition build() {
        return new FlagDefinition(flagKey, description, defaultEnabled, environments, updatedAt, revision);
    }
}
