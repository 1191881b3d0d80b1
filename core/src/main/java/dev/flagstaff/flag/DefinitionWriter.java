package dev.flagstaff.flag;

import java.io.ByteArrayOutputStream;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// A definition as the JSON that every route answers with. Equal definitions give equal bytes. Stateless.
public final class DefinitionWriter {
    private DefinitionWriter() {}

    /// The definition as compact JSON in UTF-8, members in the contract's order.
    public static byte[] write(FlagDefinition flag) {
        var bytes = new ByteArrayOutputStream(512);
        try (var json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("flagKey", flag.flagKey());
            json.writeStringProperty("description", flag.description());
            json.writeBooleanProperty("defaultEnabled", flag.defaultEnabled());
            json.writeObjectPropertyStart("environments");
            flag.environments().forEach((name, environment) -> {
                json.writeName(name);
                write(json, environment);
            });
            json.writeEndObject();
            json.writeStringProperty("updatedAt", Timestamps.format(flag.updatedAt()));
            Long revision = flag.revision();
            if (revision != null) {
                json.writeNumberProperty("revision", revision);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, EnvironmentDefinition environment) {
        json.writeStartObject();
        json.writeBooleanProperty("enabled", environment.enabled());
        json.writeNumberProperty("rolloutPercent", environment.rolloutPercent());
        json.writeName("value");
        json.writeRawValue(environment.value().text());
        write(json, "allowlistUsers", environment.allowlistUsers());
        write(json, "allowlistRegions", environment.allowlistRegions());
        json.writeStringProperty("updatedAt", Timestamps.format(environment.updatedAt()));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, Set<String> entries) {
        json.writeArrayPropertyStart(name);
        entries.forEach(json::writeString);
        json.writeEndArray();
    }
}
