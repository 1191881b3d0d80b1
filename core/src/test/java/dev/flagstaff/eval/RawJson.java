package dev.flagstaff.eval;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// A JSON value as the text that it was written with, spaces and the spelling of numbers included.
record RawJson(String text) {
    private static final JsonFactory JSON = new JsonFactory();

    /// The member of this object.
    RawJson member(String name) {
        try (var parser = open()) {
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean wanted = parser.currentName().equals(name);
                parser.nextToken();
                RawJson value = current(parser);
                if (wanted) {
                    return value;
                }
            }
        }
        throw new IllegalStateException("no member " + name + " in " + text);
    }

    /// The elements of this array.
    List<RawJson> elements() {
        var elements = new ArrayList<RawJson>();
        try (var parser = open()) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(current(parser));
            }
        }
        return elements;
    }

    /// What this string says.
    String string() {
        try (var parser = open()) {
            return parser.getString();
        }
    }

    private JsonParser open() {
        var parser = JSON.createParser(ObjectReadContext.empty(), text);
        parser.nextToken();
        return parser;
    }

    private RawJson current(JsonParser parser) {
        int start = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        parser.finishToken();
        return new RawJson(text.substring(start, (int) parser.currentLocation().getCharOffset()));
    }
}
