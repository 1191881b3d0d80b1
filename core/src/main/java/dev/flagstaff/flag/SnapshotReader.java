package dev.flagstaff.flag;

import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads a [Snapshot] from a stream, without ever holding its text. One instance reads one document, on one thread.
final class SnapshotReader {
    private final Faults faults = new Faults();
    private String prefix = "";
    private @Nullable String lineage;
    private long revision;
    private String digest = "";
    private final List<FlagDefinition> flags = new ArrayList<>();
    private Digest actual = Digest.NONE;

    Snapshot.Outcome read(InputStream document) {
        // Left to find out the encoding by itself, the parser takes others as well, and what is no text at all.
        var text = new InputStreamReader(document, StandardCharsets.UTF_8.newDecoder());
        try (var parser = StrictJson.parser(text)) {
            if (parser.nextToken() == null) {
                faults.add(Pointer.ROOT, "must be a JSON object, is empty");
            } else {
                snapshot(parser);
                StrictJson.expectEnd(parser, faults);
            }
        } catch (JacksonException malformed) {
            StrictJson.requireReadable(malformed);
            faults.add(Pointer.ROOT, StrictJson.describe(malformed));
        }
        if (faults.isEmpty() && !actual.toString().equals(digest)) {
            faults.add(Pointer.ROOT.child("digest"), "is not that of the flags: the snapshot was changed");
        }
        return faults.isEmpty()
                ? new Snapshot.Outcome.Accepted(new Snapshot(prefix, lineage, revision, flags))
                : new Snapshot.Outcome.Refused(faults.list());
    }

    private void snapshot(JsonParser parser) {
        var members = new Members(parser, Pointer.ROOT, "a snapshot", faults);
        while (members.next()) {
            Pointer at = members.at();
            switch (members.name()) {
                case "flagstaffSnapshot" -> version(parser, at);
                case "prefix" -> prefix = text(parser, at);
                case "lineage" -> lineage = parser.currentToken() == JsonToken.VALUE_NULL ? null : text(parser, at);
                case "revision" -> revision = revision(parser, at);
                case "digest" -> digest = text(parser, at);
                case "flags" -> flags(parser, at);
                // A later version may have more; what is unknown then is told by its number.
                default -> StrictJson.skip(parser, at, faults);
            }
        }
        members.require("flagstaffSnapshot", "prefix", "lineage", "revision", "digest", "flags");
    }

    private void version(JsonParser parser, Pointer at) {
        boolean known = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getString().equals(Integer.toString(Snapshot.VERSION));
        if (!known) {
            faults.add(at, "must be " + Snapshot.VERSION + ", the version of the format that is known here");
            StrictJson.skip(parser, at, faults);
        }
    }

    private void flags(JsonParser parser, Pointer at) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            faults.add(at, "must be an array");
            StrictJson.skip(parser, at, faults);
            return;
        }
        String before = "";
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            var flag = DefinitionReader.readStored(parser, at.child(index), faults);
            if (flag == null) {
                continue;
            }
            if (flag.flagKey().compareTo(before) <= 0) {
                faults.add(at.child(index), "must come sorted by flagKey, each once");
                continue;
            }
            before = flag.flagKey();
            flags.add(flag);
            actual = actual.xor(Digest.of(DefinitionWriter.write(flag)));
        }
    }

    private String text(JsonParser parser, Pointer at) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        faults.add(at, "must be a string");
        StrictJson.skip(parser, at, faults);
        return "";
    }

    private long revision(JsonParser parser, Pointer at) {
        Long revision = DefinitionReader.revision(parser);
        if (revision == null) {
            faults.add(at, DefinitionReader.REVISION_RULE);
            StrictJson.skip(parser, at, faults);
            return 0;
        }
        return revision;
    }
}
