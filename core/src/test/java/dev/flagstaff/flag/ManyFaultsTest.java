package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.users;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManyFaultsTest {
    @Test
    void everyFaultOfADocumentIsNamedAtOnce() {
        byte[] body = Reading.utf8("""
                { "flagKey": "other", "description": 7, "defaultEnabled": "yes", "colour": "red",
                  "environments": {
                    "production": { "enabled": 1, "rolloutPercent": 101, "rolloutPercentage": 5,
                        "value": { "a": 1, "a": "\\u0000" },
                        "allowlistUsers": ["", 7, "ok"], "allowlistRegions": "eu" },
                    "a b/c~d": { "rolloutPercent": 2.5 },
                    "staging": [],
                    "staging": {} },
                  "updatedAt": { "x": "\\uD800" } }
                """);
        String production = "#/environments/production";
        String odd = "#/environments/a%20b~1c~0d";
        assertThat(faults("a:b", body))
                .containsExactly(
                        "flagKey must match [A-Za-z0-9][A-Za-z0-9._-]{0,127}",
                        "#/flagKey must equal the flag key in the path",
                        "#/description must be a string",
                        "#/defaultEnabled must be true or false",
                        "#/colour is not a field of a flag",
                        production + "/enabled must be true or false",
                        production + "/rolloutPercent must be an integer from 0 to 100",
                        production + "/rolloutPercentage is not a field of an environment",
                        production + "/value/a is given twice",
                        production + "/value/a must not contain NUL",
                        production + "/allowlistUsers/0 must not be empty",
                        production + "/allowlistUsers/1 must be a string",
                        production + "/allowlistRegions must be an array of strings",
                        odd + " must have a name that matches [A-Za-z0-9][A-Za-z0-9._-]{0,127}",
                        odd + "/rolloutPercent must be an integer from 0 to 100",
                        odd + "/enabled is required",
                        "#/environments/staging must be a JSON object",
                        "#/environments/staging is given twice",
                        "#/updatedAt/x must not contain a lone surrogate");
    }

    @Test
    void aThousandFaultsAreAllNamed() {
        assertThat(faults(users(emptyEntries(1_000))))
                .hasSize(1_000)
                .last()
                .isEqualTo("#/environments/production/allowlistUsers/999 must not be empty");
    }

    @Test
    void beyondAThousandFaultsTheRestIsOnlyCounted() {
        assertThat(faults(users(emptyEntries(1_001)))).hasSize(1_001).last().isEqualTo("# has 1 more faults");
        assertThat(faults(users(emptyEntries(200_000)))).hasSize(1_001).last().isEqualTo("# has 199000 more faults");
    }

    /// However long the names are that are wrong, an answer does not grow beyond 256 KiB of them.
    @Test
    void beyondSoManyCharactersOfPlacesTheRestIsOnlyCounted() {
        String members = IntStream.range(0, 200)
                .mapToObj(i -> ",\"%03d%s\":1".formatted(i, "x".repeat(2_043)))
                .collect(Collectors.joining());
        String body = "{\"defaultEnabled\":true,\"environments\":{}" + members + "}";

        assertThat(faults("f", Reading.utf8(body))).hasSize(128 + 1).last().isEqualTo("# has 72 more faults");
    }

    @Test
    void whatIsOnlyCountedIsCountedOnce() {
        String numbers = "[" + String.join(",", Collections.nCopies(1_010, "7")) + "]";
        assertThat(faults(users(numbers))).hasSize(1_001).last().isEqualTo("# has 10 more faults");
    }

    private static String emptyEntries(int count) {
        return "[" + String.join(",", Collections.nCopies(count, "\"\"")) + "]";
    }
}
