package dev.flagstaff.logging;

import java.io.StringWriter;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// Entries as JSON, in ASCII: beside the control characters that JSON escapes anyway, what else some reader takes
/// for the end of a line or a command to the terminal (U+0085, U+009B, U+2028) goes out escaped, too. Stateless.
final class Json {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Json() {}

    /// The entry as one line, members in the contract's order.
    static String line(LogEntry entry) {
        var text = new StringWriter(256);
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("level", entry.level());
            json.writeStringProperty("component", entry.component());
            json.writeStringProperty("msg", entry.msg());
            json.writeStringProperty("time", entry.time());
            json.writeName("metadata");
            json.writeRawValue(entry.metadata());
            json.writeEndObject();
        }
        return text.toString();
    }

    /// Metadata as an object.
    static String object(Map<String, @Nullable Object> metadata) {
        if (metadata.isEmpty()) {
            return "{}";
        }
        var text = new StringWriter(128);
        try (var json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            metadata.forEach((name, value) -> {
                json.writeName(name);
                write(json, value);
            });
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case Boolean truth -> json.writeBoolean(truth);
            // Every number that metadata holds spells itself as JSON does.
            case Number number -> json.writeNumber(number.toString());
            default -> json.writeString(value.toString());
        }
    }
}
