package dev.flagstaff.redis;

import dev.flagstaff.flag.Timestamps;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The message on the channel: which flag a write changed, and which step of the counter that was.
///
/// @param at when, by the writer's clock
record ChangeEvent(long revision, String flagKey, Op op, Instant at) {
    private static final JsonFactory JSON = new JsonFactory();

    enum Op {
        PUT("put"),
        DELETE("delete");

        private final String wireName;

        Op(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    String toJson() {
        var bytes = new ByteArrayOutputStream();
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeNumberProperty("revision", revision);
            json.writeStringProperty("flagKey", flagKey);
            json.writeStringProperty("op", op.wireName());
            json.writeStringProperty("at", Timestamps.format(at));
            json.writeEndObject();
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /// Reads a message; members that we do not know are ignored, so that later versions may add some.
    ///
    /// @return nothing when it is no such message: anyone may publish anything
    static Optional<ChangeEvent> parse(byte[] message) {
        long revision = 0;
        String flagKey = null;
        Op op = null;
        Instant at = null;
        try (var json = JSON.createParser(ObjectReadContext.empty(), message)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "revision" -> revision = json.getLongValue();
                    case "flagKey" -> flagKey = json.getString();
                    case "op" -> op = op(json.getString());
                    case "at" -> at = Timestamps.parse(json.getString());
                    default -> json.skipChildren();
                }
            }
        } catch (JacksonException | DateTimeException | NullPointerException notOurs) {
            return Optional.empty();
        }
        return revision < 1 || flagKey == null || op == null || at == null
                ? Optional.empty()
                : Optional.of(new ChangeEvent(revision, flagKey, op, at));
    }

    private static @Nullable Op op(String wireName) {
        for (var op : Op.values()) {
            if (op.wireName().equals(wireName)) {
                return op;
            }
        }
        return null;
    }
}
