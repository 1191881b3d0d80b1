package dev.flagstaff.sidecar;

import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import dev.flagstaff.flag.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A definition whose every field, and which environments it has, says one number: one that is put together of two
/// writes says two.
///
/// @param revision of the store, as the definition tells it
record Numbered(String flagKey, long number, long revision) {
    private static final Pattern SERVED =
            Pattern.compile("\\{\"flagKey\":\"([^\"]+)\",\"description\":\"(\\d+)\",.*\"revision\":(\\d+)}");

    /// Reads one as it is served.
    ///
    /// @throws IllegalArgumentException when it is torn
    static Numbered read(String served) {
        var found = SERVED.matcher(served);
        if (!found.matches()) {
            throw new IllegalArgumentException("no numbered definition: " + served);
        }
        var read = new Numbered(found.group(1), Long.parseLong(found.group(2)), Long.parseLong(found.group(3)));
        String whole = new String(DefinitionWriter.write(read.definition()), StandardCharsets.UTF_8);
        if (!whole.equals(served)) {
            throw new IllegalArgumentException("torn: " + served);
        }
        return read;
    }

    FlagDefinition definition() {
        var environments = new TreeMap<String, EnvironmentDefinition>();
        environments.put("always", environment());
        environments.put("only-" + number % 5, environment());
        return new FlagDefinition(
                flagKey, Long.toString(number), number % 2 == 0, environments, at(), revision == 0 ? null : revision);
    }

    private EnvironmentDefinition environment() {
        var users = new TreeSet<String>();
        var regions = new TreeSet<String>();
        for (int i = 0; i < number % 4; i++) {
            users.add("user-" + i + "-" + number);
            regions.add("region-" + i + "-" + number);
        }
        return new EnvironmentDefinition(number % 2 == 0, (int) (number % 101), value(), users, regions, at());
    }

    private JsonValue value() {
        try {
            return JsonValue.parse("{\"number\":" + number + "}");
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }

    private Instant at() {
        return Instant.EPOCH.plusMillis(number);
    }
}
