package dev.flagstaff.flag;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// JSON read token by token, so that every fault gets its place and every number keeps its spelling. Stateless.
final class StrictJson {
    /// Far above every limit of ours, whose breach is reported with its place; the parser's own only stops a
    /// document that is made to exhaust memory.
    private static final int PARSER_NESTING = 1_000;

    static final JsonFactory FACTORY = JsonFactory.builder()
            // The table of names would keep every name that anybody ever sent.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            // Who opened a stream closes it.
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PARSER_NESTING)
                    .maxNumberLength(Limits.BODY_BYTES)
                    .maxNameLength(Limits.BODY_BYTES)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(PARSER_NESTING)
                    .build())
            .build();

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private StrictJson() {}

    /// Decodes a document, or adds a fault and returns null.
    static @Nullable String decode(byte[] document, Faults faults) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            faults.add(Pointer.ROOT, "must be valid UTF-8");
            return null;
        }
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            faults.add(Pointer.ROOT, "must not begin with a byte order mark");
            return null;
        }
        return text;
    }

    static JsonParser parser(String text) {
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    static JsonParser parser(Reader text) {
        return FACTORY.createParser(ObjectReadContext.empty(), text);
    }

    /// Throws where it is the stream that failed, and not the document.
    static void requireReadable(JacksonException failure) {
        if (failure instanceof JacksonIOException && !(failure.getCause() instanceof CharacterCodingException)) {
            throw new UncheckedIOException((IOException) failure.getCause());
        }
    }

    static String describe(JacksonException malformed) {
        if (malformed instanceof StreamConstraintsException) {
            return "must not be nested deeper than " + Limits.VALUE_NESTING + " levels";
        }
        return "is not valid JSON: " + JsonSyntax.fault(malformed);
    }

    static JsonValue parseValue(String json) throws MalformedJsonException {
        var faults = new Faults();
        JsonValue value = JsonValue.NULL;
        try (var parser = parser(json)) {
            if (parser.nextToken() == null) {
                faults.add(Pointer.ROOT, "is empty");
            } else {
                value = copy(parser, Pointer.ROOT, faults);
                expectEnd(parser, faults);
            }
        } catch (JacksonException malformed) {
            faults.add(Pointer.ROOT, describe(malformed));
        }
        if (!faults.isEmpty()) {
            throw new MalformedJsonException(faults.list());
        }
        return value;
    }

    static void expectEnd(JsonParser parser, Faults faults) {
        if (parser.nextToken() != null) {
            faults.add(Pointer.ROOT, "must be one JSON value, with nothing after it");
        }
    }

    /// Takes the value at the parser's current token and leaves the parser at its last token.
    static JsonValue copy(JsonParser parser, Pointer at, Faults faults) {
        var bytes = new ByteArrayOutputStream();
        try (var generator = FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
            new Copy(parser, generator, faults).value(at, 0);
        }
        return JsonValue.ofCompact(bytes.toByteArray());
    }

    /// Checks the value at the parser's current token like any other, and forgets it.
    static void skip(JsonParser parser, Pointer at, Faults faults) {
        try (var nowhere = FACTORY.createGenerator(ObjectWriteContext.empty(), OutputStream.nullOutputStream())) {
            new Copy(parser, nowhere, faults).value(at, 0);
        }
    }

    /// Adds a fault where the text holds what it may not.
    static void checkText(String text, Pointer at, Faults faults) {
        String forbidden = ForbiddenText.in(text);
        if (forbidden != null) {
            faults.add(at, "must not contain " + forbidden);
        }
    }

    private record Copy(JsonParser parser, JsonGenerator generator, Faults faults) {
        void value(Pointer at, int depth) {
            switch (parser.currentToken()) {
                case START_OBJECT -> object(at, depth + 1);
                case START_ARRAY -> array(at, depth + 1);
                case VALUE_STRING -> string(at);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getString());
                case VALUE_TRUE -> generator.writeBoolean(true);
                case VALUE_FALSE -> generator.writeBoolean(false);
                case VALUE_NULL -> generator.writeNull();
                default -> throw new IllegalStateException("no JSON value begins with " + parser.currentToken());
            }
        }

        private void object(Pointer at, int depth) {
            if (refusedAsTooDeep(at, depth)) {
                return;
            }
            generator.writeStartObject();
            var names = new HashSet<String>();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                Pointer member = at.child(name);
                checkText(name, member, faults);
                if (!names.add(name)) {
                    faults.add(member, "is given twice");
                }
                generator.writeName(name);
                parser.nextToken();
                value(member, depth);
            }
            generator.writeEndObject();
        }

        private void array(Pointer at, int depth) {
            if (refusedAsTooDeep(at, depth)) {
                return;
            }
            generator.writeStartArray();
            for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                value(at.child(index), depth);
            }
            generator.writeEndArray();
        }

        private void string(Pointer at) {
            String text = parser.getString();
            int before = faults.count();
            checkText(text, at, faults);
            // What has a fault is never stored, and the generator would stumble over a lone surrogate.
            generator.writeString(faults.count() == before ? text : "");
        }

        private boolean refusedAsTooDeep(Pointer at, int depth) {
            if (depth <= Limits.VALUE_NESTING) {
                return false;
            }
            faults.add(at, "must not be nested deeper than " + Limits.VALUE_NESTING + " levels");
            parser.skipChildren();
            generator.writeNull();
            return true;
        }
    }
}
