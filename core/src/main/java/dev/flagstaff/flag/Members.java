package dev.flagstaff.flag;

import java.util.HashSet;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// The members of the object at a parser's current token, one after the other: names each once, and what is no
/// object at all, as faults. Used by one thread.
final class Members {
    private final JsonParser parser;
    private final Pointer object;
    private final String noun;
    private final Faults faults;
    private final Set<String> names = new HashSet<>();
    private final boolean isObject;
    private String name = "";
    private int count;

    Members(JsonParser parser, Pointer object, String noun, Faults faults) {
        this.parser = parser;
        this.object = object;
        this.noun = noun;
        this.faults = faults;
        this.isObject = parser.currentToken() == JsonToken.START_OBJECT;
        if (!isObject) {
            faults.add(object, "must be a JSON object");
            StrictJson.skip(parser, object, faults);
        }
    }

    /// Moves to the value of the next member; false at the object's end, where the parser then stands.
    boolean next() {
        while (isObject && parser.nextToken() == JsonToken.PROPERTY_NAME) {
            name = parser.currentName();
            count++;
            StrictJson.checkText(name, at(), faults);
            parser.nextToken();
            if (names.add(name)) {
                return true;
            }
            faults.add(at(), "is given twice");
            StrictJson.skip(parser, at(), faults);
        }
        return false;
    }

    String name() {
        return name;
    }

    Pointer at() {
        return object.child(name);
    }

    int count() {
        return count;
    }

    /// Refuses the current member as unknown.
    void refuse() {
        faults.add(at(), "is not a field of " + noun);
        StrictJson.skip(parser, at(), faults);
    }

    /// Adds a fault for each of these names that was not among the members.
    void require(String... required) {
        for (String one : required) {
            if (isObject && !names.contains(one)) {
                faults.add(object.child(one), "is required");
            }
        }
    }
}
