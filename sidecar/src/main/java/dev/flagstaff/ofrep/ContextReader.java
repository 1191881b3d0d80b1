package dev.flagstaff.ofrep;

import static dev.flagstaff.ofrep.OfrepFailure.Code.INVALID_CONTEXT;
import static dev.flagstaff.ofrep.OfrepFailure.Code.PARSE_ERROR;
import static dev.flagstaff.ofrep.OfrepFailure.Code.TARGETING_KEY_MISSING;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.ForbiddenText;
import dev.flagstaff.flag.JsonSyntax;
import dev.flagstaff.flag.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/// Reads the body of an evaluation request. As JSON it is taken as strictly as a definition; what the context holds
/// besides is the client's. One instance reads one body, on one thread.
final class ContextReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final JsonFactory JSON = JsonFactory.builder()
            // The table of names would keep every name that anybody ever sent.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNumberLength(Limits.BODY_BYTES)
                    .maxNameLength(Limits.BODY_BYTES)
                    .build())
            .build();

    private final JsonParser parser;
    /// Null while, or when, there is no context.
    private @Nullable Member targetingKey;

    private @Nullable Member region;
    private @Nullable Member environment;
    private boolean isContextNoObject;

    private ContextReader(JsonParser parser) {
        this.parser = parser;
    }

    /// A member of the context that matters.
    ///
    /// @param text null when it is not a string
    /// @param isNull whether it is JSON's null
    private record Member(@Nullable String text, boolean isNull) {}

    /// Reads a body.
    ///
    /// @param defaultEnvironment for a context that names none; null for none
    /// @throws OfrepFailure when it is malformed, or lacks what an evaluation needs
    static EvaluationContext read(byte[] body, @Nullable String defaultEnvironment) {
        try (var parser = JSON.createParser(ObjectReadContext.empty(), decode(body))) {
            var reader = new ContextReader(parser);
            reader.request();
            return reader.context(defaultEnvironment);
        } catch (JacksonException malformed) {
            throw malformed("The body is not valid JSON: " + JsonSyntax.fault(malformed) + ".");
        }
    }

    private static String decode(byte[] body) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw malformed("The body is not valid UTF-8.");
        }
        if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
            throw malformed("The body begins with a byte order mark.");
        }
        return text;
    }

    private void request() {
        if (parser.nextToken() == null) {
            throw malformed("The body is empty; it must be a JSON object with a context.");
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw malformed("The body must be a JSON object with a context.");
        }
        while (nextMember()) {
            if (parser.currentName().equals("context")) {
                parser.nextToken();
                contextObject();
            } else {
                parser.nextToken();
                skip();
            }
        }
        if (parser.nextToken() != null) {
            throw malformed("The body must be one JSON object, with nothing after it.");
        }
    }

    private void contextObject() {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            isContextNoObject = parser.currentToken() != JsonToken.VALUE_NULL;
            skip();
            return;
        }
        while (nextMember()) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "targetingKey" -> targetingKey = member();
                case "region" -> region = member();
                case "environment" -> environment = member();
                default -> skip();
            }
        }
    }

    private EvaluationContext context(@Nullable String defaultEnvironment) {
        if (isContextNoObject) {
            throw new OfrepFailure(INVALID_CONTEXT, "The context must be a JSON object.");
        }
        // In this order: of two faults the first is told.
        String subject = requiredTargetingKey();
        return new EvaluationContext(
                requiredEnvironment(defaultEnvironment),
                subject,
                region == null || region.text() == null ? "" : region.text());
    }

    private String requiredTargetingKey() {
        if (targetingKey == null || targetingKey.isNull()) {
            throw new OfrepFailure(TARGETING_KEY_MISSING, "The context has no targetingKey.");
        }
        String text = targetingKey.text();
        if (text == null) {
            throw new OfrepFailure(INVALID_CONTEXT, "The context's targetingKey must be a string.");
        }
        if (text.isEmpty()) {
            throw new OfrepFailure(TARGETING_KEY_MISSING, "The context's targetingKey is empty.");
        }
        return text;
    }

    private String requiredEnvironment(@Nullable String defaultEnvironment) {
        if (environment == null) {
            if (defaultEnvironment == null) {
                throw new OfrepFailure(
                        INVALID_CONTEXT, "The context names no environment, and FLAGSTAFF_ENVIRONMENT is not set.");
            }
            return defaultEnvironment;
        }
        String text = environment.text();
        if (text == null || text.isEmpty()) {
            throw new OfrepFailure(INVALID_CONTEXT, "The context's environment must be a string, and not empty.");
        }
        return text;
    }

    private boolean nextMember() {
        boolean more = parser.nextToken() == JsonToken.PROPERTY_NAME;
        if (more) {
            checkText(parser.currentName());
        }
        return more;
    }

    private Member member() {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            String text = parser.getString();
            checkText(text);
            return new Member(text, false);
        }
        boolean isNull = parser.currentToken() == JsonToken.VALUE_NULL;
        skip();
        return new Member(null, isNull);
    }

    /// Checks the value at the current token like any other, and leaves the parser at its last token.
    private void skip() {
        int depth = 0;
        while (true) {
            var token = parser.currentToken();
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.PROPERTY_NAME || token == JsonToken.VALUE_STRING) {
                checkText(parser.getString());
            }
            if (depth == 0) {
                return;
            }
            parser.nextToken();
        }
    }

    private void checkText(String text) {
        String forbidden = ForbiddenText.in(text);
        if (forbidden != null) {
            throw malformed("A text in the body contains " + forbidden + place());
        }
    }

    private String place() {
        var at = parser.currentTokenLocation();
        return " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ").";
    }

    private static OfrepFailure malformed(String details) {
        return new OfrepFailure(PARSE_ERROR, details);
    }
}
