package dev.flagstaff.flag;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads the body of a `PUT`, or a definition that is stored already. It comes out only when all of it is right;
/// otherwise every fault does. One instance reads one definition, on one thread.
public final class DefinitionReader {
    private static final String NAME_RULE = "must have a name that matches " + Identifier.PATTERN;

    static final String REVISION_RULE = "must be a revision, such as 42";

    private final boolean isStored;
    private final Faults faults;
    private String flagKey;
    private Instant updatedAt;
    private @Nullable Long revision;

    private DefinitionReader(boolean isStored, String flagKey, Instant updatedAt, Faults faults) {
        this.isStored = isStored;
        this.flagKey = flagKey;
        this.updatedAt = updatedAt;
        this.faults = faults;
    }

    /// What became of a document.
    public sealed interface Outcome {
        /// It is a definition, not yet stored and so without a revision.
        record Accepted(FlagDefinition definition) implements Outcome {}

        /// It is none.
        ///
        /// @param faults all of them, at least one
        record Refused(List<Fault> faults) implements Outcome {}
    }

    /// Reads a document as the definition of a flag.
    ///
    /// @param flagKey the key that the request's path names; one that breaks the grammar is a fault among the
    ///     others
    /// @param body the document, of any content
    /// @param updatedAt when it is written; the document's own is ignored
    public static Outcome read(String flagKey, byte[] body, Instant updatedAt) {
        return new DefinitionReader(false, flagKey, updatedAt, new Faults()).read(body);
    }

    /// Takes a definition as [DefinitionWriter] writes it, at the parser's current token: its key, times and
    /// revision are its own, and no limit bounds it.
    ///
    /// @return null when something is wrong with it, or was before
    static @Nullable FlagDefinition readStored(JsonParser parser, Pointer at, Faults faults) {
        return new DefinitionReader(true, "", Instant.EPOCH, faults).flag(parser, at);
    }

    /// The revision at the parser's current token; null where there is none.
    static @Nullable Long revision(JsonParser parser) {
        boolean isLong = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        return isLong && parser.getLongValue() >= 0 ? Long.valueOf(parser.getLongValue()) : null;
    }

    private Outcome read(byte[] body) {
        FlagDefinition definition = null;
        String text = StrictJson.decode(body, faults);
        if (text != null) {
            try (var parser = StrictJson.parser(text)) {
                if (parser.nextToken() == null) {
                    faults.add(Pointer.ROOT, "must be a JSON object, is empty");
                } else {
                    definition = flag(parser, Pointer.ROOT);
                    StrictJson.expectEnd(parser, faults);
                }
            } catch (JacksonException malformed) {
                faults.add(Pointer.ROOT, StrictJson.describe(malformed));
            }
        }
        var all = new ArrayList<Fault>();
        if (!Identifier.isValid(flagKey)) {
            all.add(new Fault.InParameter("flagKey", "must match " + Identifier.PATTERN));
        }
        all.addAll(faults.list());
        if (all.isEmpty() && definition != null) {
            return new Outcome.Accepted(definition);
        }
        return new Outcome.Refused(List.copyOf(all));
    }

    private @Nullable FlagDefinition flag(JsonParser parser, Pointer flag) {
        var members = new Members(parser, flag, "a flag", faults);
        String description = "";
        boolean defaultEnabled = false;
        Map<String, EnvironmentDefinition> environments = Map.of();
        while (members.next()) {
            Pointer at = members.at();
            switch (members.name()) {
                case "description" -> description = description(parser, at);
                case "defaultEnabled" -> defaultEnabled = bool(parser, at);
                case "environments" -> environments = environments(parser, at);
                case "flagKey" -> flagKey(parser, at);
                case "updatedAt" -> updatedAt = updatedAt(parser, at);
                case "revision" -> ownRevision(parser, at);
                default -> members.refuse();
            }
        }
        members.require("defaultEnabled", "environments");
        if (isStored) {
            members.require("flagKey", "updatedAt");
        }
        boolean whole = faults.isEmpty() && Identifier.isValid(flagKey);
        return whole
                ? new FlagDefinition(flagKey, description, defaultEnabled, environments, updatedAt, revision)
                : null;
    }

    private Map<String, EnvironmentDefinition> environments(JsonParser parser, Pointer at) {
        var environments = new HashMap<String, EnvironmentDefinition>();
        var members = new Members(parser, at, "environments", faults);
        while (members.next()) {
            if (!Identifier.isValid(members.name())) {
                faults.add(members.at(), NAME_RULE);
            }
            environments.put(members.name(), environment(parser, members.at()));
        }
        if (isBeyond(Limits.ENVIRONMENTS, members.count())) {
            faults.add(at, "must have at most " + Limits.ENVIRONMENTS + " environments, has " + members.count());
        }
        return environments;
    }

    private EnvironmentDefinition environment(JsonParser parser, Pointer environment) {
        var members = new Members(parser, environment, "an environment", faults);
        boolean enabled = false;
        int rolloutPercent = 0;
        JsonValue value = JsonValue.NULL;
        Set<String> users = Set.of();
        Set<String> regions = Set.of();
        Instant writtenAt = updatedAt;
        while (members.next()) {
            Pointer at = members.at();
            switch (members.name()) {
                case "enabled" -> enabled = bool(parser, at);
                case "rolloutPercent" -> rolloutPercent = percent(parser, at);
                case "value" -> value = value(parser, at);
                case "allowlistUsers" -> users = allowlist(parser, at);
                case "allowlistRegions" -> regions = allowlist(parser, at);
                case "updatedAt" -> writtenAt = updatedAt(parser, at);
                default -> members.refuse();
            }
        }
        members.require("enabled", "rolloutPercent");
        if (isStored) {
            members.require("updatedAt");
        }
        return new EnvironmentDefinition(enabled, rolloutPercent, value, users, regions, writtenAt);
    }

    private String description(JsonParser parser, Pointer at) {
        String description = string(parser, at);
        int bytes = utf8Length(description);
        if (isBeyond(Limits.DESCRIPTION_BYTES, bytes)) {
            faults.add(at, "must be at most " + Limits.DESCRIPTION_BYTES + " bytes of UTF-8, is " + bytes);
        }
        return description;
    }

    private void flagKey(JsonParser parser, Pointer at) {
        int before = faults.count();
        String given = string(parser, at);
        if (faults.count() > before) {
            return;
        }
        if (!isStored) {
            if (!given.equals(flagKey)) {
                faults.add(at, "must equal the flag key in the path");
            }
        } else if (Identifier.isValid(given)) {
            flagKey = given;
        } else {
            faults.add(at, "must match " + Identifier.PATTERN);
        }
    }

    /// What a definition is written with is the writer's to say, not the document's.
    private Instant updatedAt(JsonParser parser, Pointer at) {
        if (!isStored) {
            StrictJson.skip(parser, at, faults);
            return updatedAt;
        }
        try {
            return Instant.parse(string(parser, at));
        } catch (DateTimeException malformed) {
            faults.add(at, "must be an ISO 8601 instant");
            return updatedAt;
        }
    }

    private void ownRevision(JsonParser parser, Pointer at) {
        if (isStored) {
            revision = revision(parser);
            if (revision == null || revision == 0) {
                refuse(parser, at, REVISION_RULE, 0);
            }
        } else {
            StrictJson.skip(parser, at, faults);
        }
    }

    private boolean isBeyond(int limit, int actual) {
        return !isStored && actual > limit;
    }

    private JsonValue value(JsonParser parser, Pointer at) {
        JsonValue value = StrictJson.copy(parser, at, faults);
        if (isBeyond(Limits.VALUE_BYTES, value.utf8().length)) {
            faults.add(
                    at, "must be at most " + Limits.VALUE_BYTES + " bytes as compact JSON, is " + value.utf8().length);
        }
        return value;
    }

    private int percent(JsonParser parser, Pointer at) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            String digits = parser.getString();
            // Three digits hold every percentage; a longer number need not be parsed to be refused.
            if (digits.length() <= 3 && digits.charAt(0) != '-' && Integer.parseInt(digits) <= Limits.ROLLOUT_PERCENT) {
                return Integer.parseInt(digits);
            }
        }
        return refuse(parser, at, "must be an integer from 0 to " + Limits.ROLLOUT_PERCENT, 0);
    }

    private Set<String> allowlist(JsonParser parser, Pointer at) {
        var entries = new HashSet<String>();
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return refuse(parser, at, "must be an array of strings", entries);
        }
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            String entry = allowlistEntry(parser, at.child(index));
            if (!entry.isEmpty()) {
                entries.add(entry);
            }
        }
        if (isBeyond(Limits.ALLOWLIST_ENTRIES, entries.size())) {
            faults.add(at, "must have at most " + Limits.ALLOWLIST_ENTRIES + " entries, has " + entries.size());
        }
        return entries;
    }

    private String allowlistEntry(JsonParser parser, Pointer at) {
        int before = faults.count();
        String entry = string(parser, at);
        if (faults.count() > before) {
            return "";
        }
        int bytes = utf8Length(entry);
        if (bytes == 0) {
            faults.add(at, "must not be empty");
        } else if (isBeyond(Limits.ALLOWLIST_ENTRY_BYTES, bytes)) {
            faults.add(at, "must be at most " + Limits.ALLOWLIST_ENTRY_BYTES + " bytes of UTF-8, is " + bytes);
        }
        return entry;
    }

    private String string(JsonParser parser, Pointer at) {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            return refuse(parser, at, "must be a string", "");
        }
        String text = parser.getString();
        StrictJson.checkText(text, at, faults);
        return text;
    }

    private boolean bool(JsonParser parser, Pointer at) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> refuse(parser, at, "must be true or false", false);
        };
    }

    private <T> T refuse(JsonParser parser, Pointer at, String detail, T instead) {
        faults.add(at, detail);
        StrictJson.skip(parser, at, faults);
        return instead;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
