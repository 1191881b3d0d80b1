package dev.flagstaff.flag;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Builds what a flag does in an environment. What is not said is plain: enabled for nobody yet, without config.
public final class EnvironmentBuilder {
    private boolean enabled = true;
    private int rolloutPercent;
    private JsonValue value = JsonValue.NULL;
    private Set<String> allowlistUsers = new TreeSet<>();
    private Set<String> allowlistRegions = new TreeSet<>();
    private Instant updatedAt = Instant.EPOCH;

    /// Nothing said yet.
    public static EnvironmentBuilder environment() {
        return new EnvironmentBuilder();
    }

    /// All as it is in another.
    public static EnvironmentBuilder like(EnvironmentDefinition other) {
        return environment()
                .enabled(other.enabled())
                .rolloutPercent(other.rolloutPercent())
                .value(other.value())
                .users(other.allowlistUsers())
                .regions(other.allowlistRegions())
                .updatedAt(other.updatedAt());
    }

    public EnvironmentBuilder enabled(boolean is) {
        enabled = is;
        return this;
    }

    public EnvironmentBuilder rolloutPercent(int percent) {
        rolloutPercent = percent;
        return this;
    }

    public EnvironmentBuilder value(JsonValue config) {
        value = config;
        return this;
    }

    public EnvironmentBuilder value(String json) {
        try {
            return value(JsonValue.parse(json));
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    public EnvironmentBuilder users(Set<String> users) {
        allowlistUsers = users;
        return this;
    }

    public EnvironmentBuilder users(String... users) {
        return users(new TreeSet<>(List.of(users)));
    }

    public EnvironmentBuilder regions(Set<String> regions) {
        allowlistRegions = regions;
        return this;
    }

    public EnvironmentBuilder regions(String... regions) {
        return regions(new TreeSet<>(List.of(regions)));
    }

    public EnvironmentBuilder updatedAt(Instant at) {
        updatedAt = at;
        return this;
    }

    public EnvironmentDefinition build() {
        return new EnvironmentDefinition(enabled, rolloutPercent, value, allowlistUsers, allowlistRegions, updatedAt);
    }
}
