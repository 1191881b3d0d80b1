package dev.flagstaff.flag;

import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.JacksonIOException;

/// Writes a [Snapshot], definition by definition. Stateless.
final class SnapshotWriter {
    private SnapshotWriter() {}

    static void write(
            String prefix,
            @Nullable String lineage,
            long revision,
            Digest digest,
            Iterable<byte[]> flags,
            OutputStream document) {
        try (var json = StrictJson.FACTORY.createGenerator(ObjectWriteContext.empty(), document)) {
            json.writeStartObject();
            json.writeNumberProperty("flagstaffSnapshot", Snapshot.VERSION);
            json.writeStringProperty("prefix", prefix);
            json.writeStringProperty("lineage", lineage);
            json.writeNumberProperty("revision", revision);
            json.writeStringProperty("digest", digest.toString());
            json.writeArrayPropertyStart("flags");
            for (byte[] flag : flags) {
                json.writeRawValue(new String(flag, StandardCharsets.UTF_8));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (JacksonIOException failure) {
            throw new UncheckedIOException(failure.getCause());
        }
    }
}
