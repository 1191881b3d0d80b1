package dev.flagstaff.eval;

import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A definition in the form that is quick to evaluate and to answer with: sets that are hashed, JSON that is
/// encoded already. It decides exactly as the definition says. Immutable.
public final class CompiledFlag {
    private final String flagKey;
    private final boolean defaultEnabled;
    private final Map<String, Environment> environments;
    private final boolean hasConfigSomewhere;
    private final @Nullable Long revision;
    private final byte[] json;
    private final Digest digest;

    private CompiledFlag(FlagDefinition definition) {
        flagKey = definition.flagKey();
        defaultEnabled = definition.defaultEnabled();
        var compiled = HashMap.<String, Environment>newHashMap(
                definition.environments().size());
        definition.environments().forEach((name, environment) -> compiled.put(name, Environment.of(environment)));
        environments = Map.copyOf(compiled);
        boolean hasConfig = false;
        for (var environment : compiled.values()) {
            hasConfig |= !environment.value().isNull();
        }
        hasConfigSomewhere = hasConfig;
        revision = definition.revision();
        json = DefinitionWriter.write(definition);
        digest = Digest.of(json);
    }

    record Environment(boolean enabled, int rolloutPercent, Set<String> users, Set<String> regions, JsonValue value) {
        private static Environment of(EnvironmentDefinition definition) {
            return new Environment(
                    definition.enabled(),
                    definition.rolloutPercent(),
                    Set.copyOf(definition.allowlistUsers()),
                    Set.copyOf(definition.allowlistRegions()),
                    definition.value());
        }
    }

    /// Compiles a definition.
    public static CompiledFlag of(FlagDefinition definition) {
        return new CompiledFlag(definition);
    }

    /// The flag's key.
    public String flagKey() {
        return flagKey;
    }

    /// The store's revision at which the definition was written; null where another writer than ours wrote it.
    public @Nullable Long revision() {
        return revision;
    }

    /// The definition as [DefinitionWriter] writes it. The array must not be written to.
    public byte[] json() {
        return json;
    }

    /// Of the definition.
    public Digest digest() {
        return digest;
    }

    /// What the flag's config is for a subject of an environment: the environment's when the flag is on, else JSON's
    /// null.
    public JsonValue value(String environment, Decision decision) {
        var settings = decision.enabled() ? environments.get(environment) : null;
        return settings == null ? JsonValue.NULL : settings.value();
    }

    /// Whether the flag carries config: in this environment, or in any where this one is not defined.
    public boolean hasConfig(String environment) {
        var settings = environments.get(environment);
        return settings == null ? hasConfigSomewhere : !settings.value().isNull();
    }

    /// Whether the rollout tells subjects of an environment apart: neither none nor all of them are in it.
    public boolean splits(String environment) {
        var settings = environments.get(environment);
        return settings != null && settings.rolloutPercent() > 0 && settings.rolloutPercent() < Bucket.BUCKETS;
    }

    /// Equal to one that comes from an equal definition.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompiledFlag that && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    boolean defaultEnabled() {
        return defaultEnabled;
    }

    @Nullable
    Environment environment(String name) {
        return environments.get(name);
    }
}
