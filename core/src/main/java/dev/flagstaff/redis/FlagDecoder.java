package dev.flagstaff.redis;

import dev.flagstaff.flag.Allowlist;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Turns what `read-flags.lua` answered into a definition, or says everything that is wrong with it: anyone may
/// write these keys by hand. Fields that we do not know are ignored; sizes are not limited here. One instance
/// decodes one answer, on one thread.
final class FlagDecoder {
    /// The last that a counter can reach: 18 digits are always a `long`.
    static final long LAST_REVISION = 999_999_999_999_999_999L;

    private static final int REVISION_DIGITS = 18;
    private static final int PERCENT_DIGITS = 3;

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
            case "unlisted" -> new FlagRead.Unlisted(flagKey, Long.valueOf(0).equals(answer.get(1)));
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
        if (!isNumber(text, REVISION_DIGITS)) {
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
        if (!(answer.get(1) instanceof List<?> fields)) {
            return new FlagRead.Broken(flagKey, "the index names it, but it has no hash");
        }
        var environments = new HashMap<String, EnvironmentDefinition>();
        for (Object part : answer.subList(2, answer.size())) {
            var environment = (List<?>) part;
            String name = Answers.text(environment.get(0));
            var definition = environment(name, environment);
            if (definition != null) {
                environments.put(name, definition);
            }
        }
        String description = Objects.requireNonNullElse(text("", "description", fields.get(0)), "");
        boolean defaultEnabled = bool("", "defaultEnabled", fields.get(1));
        Instant updatedAt = instant("", "updatedAt", fields.get(2));
        Long revision = ownRevision(fields.get(3));
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
        if (!(answer.get(1) instanceof List<?> fields)) {
            faults.add(place + "it has no hash");
            return null;
        }
        boolean enabled = bool(place, "enabled", fields.get(0));
        int rolloutPercent = percent(place, "rolloutPercent", fields.get(1));
        JsonValue value = value(place, "value", fields.get(2));
        Instant updatedAt = instant(place, "updatedAt", fields.get(3));
        var users = entries(place, "users", (List<?>) answer.get(2));
        var regions = entries(place, "regions", (List<?>) answer.get(3));
        return faults.size() > before
                ? null
                : new EnvironmentDefinition(enabled, rolloutPercent, value, users, regions, updatedAt);
    }

    private boolean bool(String place, String field, @Nullable Object found) {
        String text = text(place, field, found);
        if (!"true".equals(text) && !"false".equals(text)) {
            fault(place, field, "true or false", text);
        }
        return "true".equals(text);
    }

    private int percent(String place, String field, @Nullable Object found) {
        String text = text(place, field, found);
        if (text != null && isNumber(text, PERCENT_DIGITS) && Integer.parseInt(text) <= Limits.ROLLOUT_PERCENT) {
            return Integer.parseInt(text);
        }
        fault(place, field, "an integer from 0 to " + Limits.ROLLOUT_PERCENT, text);
        return 0;
    }

    private JsonValue value(String place, String field, @Nullable Object found) {
        String text = text(place, field, found);
        if (text == null) {
            return JsonValue.NULL;
        }
        try {
            return JsonValue.parse(text);
        } catch (MalformedJsonException malformed) {
            faults.add(place + field + " is no JSON: "
                    + malformed.faults().getFirst().detail());
            return JsonValue.NULL;
        }
    }

    private Instant instant(String place, String field, @Nullable Object found) {
        String text = text(place, field, found);
        if (text != null && text.equals(lastTime)) {
            return lastInstant;
        }
        try {
            lastInstant = Timestamps.parse(Objects.requireNonNullElse(text, ""));
            lastTime = String.valueOf(text);
            return lastInstant;
        } catch (DateTimeException malformed) {
            fault(place, field, "an ISO 8601 instant", text);
            return Instant.EPOCH;
        }
    }

    /// The tutorial's own app knows no revision, so one that is missing is no fault.
    private @Nullable Long ownRevision(@Nullable Object found) {
        String text = text("", "revision", found);
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
        return isNumber(text, REVISION_DIGITS) && !text.equals("0") ? Long.valueOf(text) : null;
    }

    /// Whether a text is a number as we write it: decimal digits, at most so many, none of them 0 before others.
    private static boolean isNumber(String text, int digits) {
        if (text.isEmpty() || text.length() > digits || (text.length() > 1 && text.charAt(0) == '0')) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /// An empty entry, which our own writes never have, could match nobody and is left out.
    private Allowlist entries(String place, String set, List<?> members) {
        var entries = new ArrayList<String>(members.size());
        for (Object member : members) {
            String entry = strictText(member);
            if (entry == null) {
                faults.add(place + set + ": an entry is not valid UTF-8");
            } else if (!entry.isEmpty()) {
                entries.add(entry);
            }
        }
        return Allowlist.of(entries);
    }

    /// A field's text; null where it is missing, or no UTF-8.
    private @Nullable String text(String place, String field, @Nullable Object found) {
        if (found == null) {
            return null;
        }
        String text = strictText(found);
        if (text == null) {
            faults.add(place + field + " is not valid UTF-8");
        }
        return text;
    }

    private void fault(String place, String field, String expected, @Nullable String actual) {
        faults.add(place + field + " must be " + expected
                + (actual == null ? ", is missing" : ", is \"" + cut(actual) + "\""));
    }

    private static String cut(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /// A text that may be no UTF-8 comes as bytes; null where it is none.
    private static @Nullable String strictText(Object found) {
        if (found instanceof String text) {
            return text;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap((byte[]) found))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }
}
