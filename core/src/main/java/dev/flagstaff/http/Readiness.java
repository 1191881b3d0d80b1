package dev.flagstaff.http;

import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Whether a process can do its work, and what that depends on. Immutable.
public record Readiness(List<Condition> conditions) {
    private static final JsonFactory JSON = new JsonFactory();

    /// One thing that must hold, or is only good to know.
    ///
    /// @param name one word
    /// @param holds whether it does
    /// @param required whether the process is not ready without it
    /// @param detail one sentence
    public record Condition(String name, boolean holds, boolean required, String detail) {}

    boolean isReady() {
        return conditions.stream().allMatch(condition -> condition.holds() || !condition.required());
    }

    byte[] toJson() {
        var bytes = new ByteArrayOutputStream(256);
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeBooleanProperty("ready", isReady());
            json.writeObjectPropertyStart("conditions");
            for (var condition : conditions) {
                json.writeObjectPropertyStart(condition.name());
                json.writeBooleanProperty("holds", condition.holds());
                json.writeBooleanProperty("required", condition.required());
                json.writeStringProperty("detail", condition.detail());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }
}
