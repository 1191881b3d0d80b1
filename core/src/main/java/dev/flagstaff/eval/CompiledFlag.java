package dev.flagstaff.eval;

import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import org.jspecify.annotations.Nullable;

/// A definition that is ready to be evaluated and to be answered with. A sidecar holds every flag in this form, so it
/// keeps nothing that can be had from the definition. Immutable.
public final class CompiledFlag {
    private final FlagDefinition definition;

    private CompiledFlag(FlagDefinition definition) {
        this.definition = definition;
    }

    /// Compiles a definition.
    public static CompiledFlag of(FlagDefinition definition) {
        return new CompiledFlag(definition);
    }

    /// The flag's key.
    public String flagKey() {
        return definition.flagKey();
    }

    /// What it was compiled from.
    public FlagDefinition definition() {
        return definition;
    }

    /// The store's revision at which the definition was written; null where another writer than ours wrote it.
    public @Nullable Long revision() {
        return definition.revision();
    }

    /// The definition as [DefinitionWriter] writes it.
    public byte[] json() {
        return DefinitionWriter.write(definition);
    }

    /// Of the definition; worked out anew each time.
    public Digest digest() {
        return Digest.of(json());
    }

    /// What the flag's config is for a subject of an environment: the environment's when the flag is on, else JSON's
    /// null.
    public JsonValue value(String environment, Decision decision) {
        var settings = decision.enabled() ? environment(environment) : null;
        return settings == null ? JsonValue.NULL : settings.value();
    }

    /// Whether the flag carries config: in this environment, or in any where this one is not defined.
    public boolean hasConfig(String environment) {
        var settings = environment(environment);
        return settings == null ? hasConfigSomewhere() : !settings.value().isNull();
    }

    private boolean hasConfigSomewhere() {
        for (var settings : definition.environments().values()) {
            if (!settings.value().isNull()) {
                return true;
            }
        }
        return false;
    }

    /// Whether the rollout tells subjects of an environment apart: neither none nor all of them are in it.
    public boolean splits(String environment) {
        var settings = environment(environment);
        return settings != null && settings.rolloutPercent() > 0 && settings.rolloutPercent() < Bucket.BUCKETS;
    }

    /// Equal to one that comes from an equal definition.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CompiledFlag that && definition.equals(that.definition);
    }

    @Override
    public int hashCode() {
        return definition.hashCode();
    }

    boolean defaultEnabled() {
        return definition.defaultEnabled();
    }

    @Nullable
    EnvironmentDefinition environment(String name) {
        return definition.environments().get(name);
    }
}
