package dev.flagstaff.flag;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// A definition whose every field, and which environments it has, says one number: one that is put together of two
/// writes says two.
///
/// @param revision of the store, as the definition tells it; 0 for none
public record Numbered(String flagKey, long number, long revision) {
    private static final Pattern SERVED =
            Pattern.compile("\\{\"flagKey\":\"([^\"]+)\",\"description\":\"(\\d+)\",.*\"revision\":(\\d+)}");

    /// Reads one as it is served.
    ///
    /// @throws IllegalArgumentException when it is torn
    public static Numbered read(String served) {
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

    /// The definition.
    public FlagDefinition definition() {
        return FlagBuilder.flag(flagKey)
                .description(Long.toString(number))
                .defaultEnabled(number % 2 == 0)
                .environment("always", environment())
                .environment("only-" + number % 5, environment())
                .updatedAt(at())
                .revision(revision == 0 ? null : revision)
                .build();
    }

    private EnvironmentBuilder environment() {
        var users = new TreeSet<String>();
        var regions = new TreeSet<String>();
        for (int i = 0; i < number % 4; i++) {
            users.add("user-" + i + "-" + number);
            regions.add("region-" + i + "-" + number);
        }
        return EnvironmentBuilder.environment()
                .enabled(number % 2 == 0)
                .rolloutPercent((int) (number % 101))
                .value("{\"number\":" + number + "}")
                .users(users)
                .regions(regions)
                .updatedAt(at());
    }

    private Instant at() {
        return Instant.EPOCH.plusMillis(number);
    }
}
