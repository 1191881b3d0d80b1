package dev.flagstaff.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// The names of all variables that a setting may be given by. Stateless.
final class VariableNames {
    private static final String PREFIX = "FLAGSTAFF_";

    /// Each by its stem, for it is the stem that people misspell, and `FLAGSTAFF_REDIS_URL` was meant
    /// to be `REDIS_URL`.
    private static final Map<String, String> BY_STEM = new LinkedHashMap<>();

    static {
        Stream.of(Setting.values()).map(Setting::name).forEach(VariableNames::add);
        Stream.of(Setting.values()).map(Setting::fileVariable).forEach(VariableNames::add);
    }

    private VariableNames() {}

    /// Whether a variable claims to be a setting and is none.
    static boolean isUnknown(String name) {
        return name.startsWith(PREFIX) && !name.equals(BY_STEM.get(stem(name)));
    }

    /// The fault of an unknown variable, as a sentence.
    static String refusal(String unknown) {
        return Quotation.bare(unknown) + " is not a setting"
                + NearestName.of(stem(unknown).toUpperCase(Locale.ROOT), BY_STEM.keySet())
                        .map(stem -> "; did you mean " + BY_STEM.get(stem) + "?")
                        .orElse("");
    }

    private static void add(String name) {
        BY_STEM.put(stem(name), name);
    }

    private static String stem(String name) {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }
}
