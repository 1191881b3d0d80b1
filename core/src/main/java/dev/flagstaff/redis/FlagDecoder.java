package dev.flagstaff.redis;

import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Identifier;
import dev.flagstaff.flag.JsonValue;
import dev.flagstaff.flag.Limits;
import dev.flagstaff.flag.MalformedJsonException;
import dev.flagstaff.flag.Timestamps;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns what `read-flags.lua` answered into a definition, or says everything that is wrong with it: anyone may
/// write these keys by hand. Fields that we do not know are ignored; sizes are not limited here. One instance
/// decodes one answer, on one thread.
final class FlagDecoder {
    private static final Pattern PERCENT = Pattern.compile("0|[1-9][0-9]?|100");
    private static final Pattern REVISION = Pattern.compile("[1-9][0-9]{0,17}");
    /// The last that a counter can reach: 18 digits are always a `long`.
    static final long LAST_REVISION = 999_999_999_999_999_999L;

    private final String flagKey;
    private final List<String> faults = new ArrayList<>();
    /// The time that was read last: a write of ours gives the flag and all its environments the same.
    private String lastTime = "";

    private Instant lastInstant = Instant.EPOCH;

    private FlagDecoder(String flagKey) {
        this.flagKey = flagKey;
    }

    /// @param answer the script's about this flag
    static FlagRead decode(String flagKey, List<?> answer) {
        return switch (Answers.text(answer.get(0))) {
            // What is no UTF-8 in the index comes here mended, and the script cannot find that.
            case "absent" -> flagKey.indexOf('\uFFFD') < 0 ? new FlagRead.Absent(flagKey) : misnamed(flagKey);
            case "unlisted" -> new FlagRead.Unlisted(flagKey, answer.get(1).equals(0L));
            case "unreadable" -> new FlagRead.Broken(flagKey, Answers.text(answer.get(1)));
            default -> Identifier.isValid(flagKey) ? new FlagDecoder(flagKey).flag(answer) : misnamed(flagKey);
        };
    }

    private static FlagRead misnamed(String flagKey) {
        return new FlagRead.Broken(flagKey, "its key does not match " + Identifier.PATTERN);
    }

    /// @param revision the counter's text, null where there is none
    /// @throws RedisUnavailableException when the counter holds something else than a number
    static StoreMark mark(@Nullable Object revision, @Nullable Object lineage, @Nullable Object adopted) {
        String id = lineage == null ? null : Answers.text(lineage);
        return new StoreMark(revision(revision), id, id != null && adopted != null && id.equals(Answers.text(adopted)));
    }

    static long revision(@Nullable Object counter) {
        if (counter == null) {
            return 0;
        }
        String text = Answers.text(counter);
        if (!REVISION.matcher(text).matches() && !text.equals("0")) {
            throw new RedisUnavailableException("the revision counter in Redis is not a number");
        }
        return Long.parseLong(text);
    }

    /// @param id of an entry in the change stream; beyond [#LAST_REVISION] it counts as that
    static long revisionOf(String id) {
        String digits = id.substring(0, id.indexOf('-'));
        return digits.length() > 18 ? LAST_REVISION : Long.parseLong(digits);
    }

    private FlagRead flag(List<?> answer) {
        var hash = hash((List<?>) answer.get(1));
        if (hash.isEmpty()) {
            return new FlagRead.Broken(flagKey, "the index names it, but it has no hash");
        }
        var environments = new TreeMap<String, EnvironmentDefinition>();
        for (Object part : answer.subList(2, answer.size())) {
            var environment = (List<?>) part;
            String name = Answers.text(environment.get(0));
            var definition = environment(name, environment);
            if (definition != null) {
                environments.put(name, definition);
            }
        }
        String description = hash.getOrDefault("description", "");
        boolean defaultEnabled = bool(hash, "defaultEnabled", "");
        Instant updatedAt = instant(hash, "");
        Long revision = revision(hash);
        if (!faults.isEmpty()) {
            return new FlagRead.Broken(flagKey, String.join("; ", faults));
        }
        return new FlagRead.Present(
                new FlagDefinition(flagKey, description, defaultEnabled, environments, updatedAt, revision));
    }

    private @Nullable EnvironmentDefinition environment(String name, List<?> answer) {
        int before = faults.size();
        if (!Identifier.isValid(name)) {
            faults.add("the environment name \"" + name + "\" does not match " + Identifier.PATTERN);
            return null;
        }
        String place = "environment " + name + ": ";
        var hash = hash((List<?>) answer.get(1));
        if (hash.isEmpty()) {
            faults.add(place + "it has no hash");
            return null;
        }
        boolean enabled = bool(hash, "enabled", place);
        int rolloutPercent = percent(hash, place);
        JsonValue value = value(hash, place);
        Instant updatedAt = instant(hash, place);
        var users = entries((List<?>) answer.get(2), place + "users");
        var regions = entries((List<?>) answer.get(3), place + "regions");
        return faults.size() > before
                ? null
                : new EnvironmentDefinition(enabled, rolloutPercent, value, users, regions, updatedAt);
    }

    private boolean bool(Map<String, String> hash, String field, String place) {
        String text = hash.get(field);
        if (!"true".equals(text) && !"false".equals(text)) {
            fault(place, field, "true or false", text);
        }
        return "true".equals(text);
    }

    private int percent(Map<String, String> hash, String place) {
        String text = hash.get("rolloutPercent");
        if (text != null && PERCENT.matcher(text).matches()) {
            return Integer.parseInt(text);
        }
        fault(place, "rolloutPercent", "an integer from 0 to " + Limits.ROLLOUT_PERCENT, text);
        return 0;
    }

    private JsonValue value(Map<String, String> hash, String place) {
        String text = hash.get("value");
        if (text == null) {
            return JsonValue.NULL;
        }
        try {
            return JsonValue.parse(text);
        } catch (MalformedJsonException malformed) {
            faults.add(
                    place + "value is no JSON: " + malformed.faults().getFirst().detail());
            return JsonValue.NULL;
        }
    }

    private Instant instant(Map<String, String> hash, String place) {
        String text = hash.get("updatedAt");
        if (text != null && text.equals(lastTime)) {
            return lastInstant;
        }
        try {
            lastInstant = Timestamps.parse(Objects.requireNonNullElse(text, ""));
            lastTime = String.valueOf(text);
            return lastInstant;
        } catch (DateTimeException malformed) {
            fault(place, "updatedAt", "an ISO 8601 instant", text);
            return Instant.EPOCH;
        }
    }

    /// The tutorial's own app knows no revision, so one that is missing is no fault.
    private @Nullable Long revision(Map<String, String> hash) {
        String text = hash.get("revision");
        if (text == null) {
            return null;
        }
        Long revision = positiveRevision(text);
        if (revision == null) {
            fault("", "revision", "a positive number", text);
        }
        return revision;
    }

    /// The revision that a text spells, from 1; null where it is none.
    static @Nullable Long positiveRevision(String text) {
        return REVISION.matcher(text).matches() ? Long.valueOf(text) : null;
    }

    /// An empty entry, which our own writes never have, could match nobody and is left out.
    private SortedSet<String> entries(List<?> members, String place) {
        var entries = new TreeSet<String>();
        for (Object member : members) {
            String entry = strictText(member);
            if (entry == null) {
                faults.add(place + ": an entry is not valid UTF-8");
            } else if (!entry.isEmpty()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private Map<String, String> hash(List<?> fieldsAndValues) {
        var hash = new HashMap<String, String>();
        for (int i = 0; i + 1 < fieldsAndValues.size(); i += 2) {
            String field = Answers.text(fieldsAndValues.get(i));
            String value = strictText(fieldsAndValues.get(i + 1));
            if (value == null) {
                faults.add(field + " is not valid UTF-8");
            } else {
                hash.put(field, value);
            }
        }
        return hash;
    }

    private void fault(String place, String field, String expected, @Nullable String actual) {
        faults.add(place + field + " must be " + expected
                + (actual == null ? ", is missing" : ", is \"" + cut(actual) + "\""));
    }

    private static String cut(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /// Most text is UTF-8 and has no replacement character, which is seen without a decoder of its own.
    private static @Nullable String strictText(Object bytes) {
        String text = Answers.text(bytes);
        if (text.indexOf('\uFFFD') < 0) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap((byte[]) bytes))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
