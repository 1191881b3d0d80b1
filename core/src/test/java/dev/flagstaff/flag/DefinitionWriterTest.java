package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionWriterTest {
    private static final Instant AT = Instant.parse("2026-03-19T12:00:00Z");

    @Test
    void membersComeInTheContractsOrder() throws MalformedJsonException {
        assertThat(written(flag("Copy", production("{ \"title\": 1.0 }", "user-9", "user-10"), 42L)))
                .isEqualTo("{\"flagKey\":\"checkout-banner\",\"description\":\"Copy\",\"defaultEnabled\":true,"
                        + "\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":25,"
                        + "\"value\":{\"title\":1.0},\"allowlistUsers\":[\"user-10\",\"user-9\"],"
                        + "\"allowlistRegions\":[\"us-west\"],\"updatedAt\":\"2026-03-19T12:00:01.000Z\"}},"
                        + "\"updatedAt\":\"2026-03-19T12:00:00.000Z\",\"revision\":42}");
    }

    @Test
    void aDefinitionWithoutRevisionHasNoSuchMember() {
        assertThat(written(flag("", new TreeMap<>(), null)))
                .isEqualTo("{\"flagKey\":\"checkout-banner\",\"description\":\"\",\"defaultEnabled\":true,"
                        + "\"environments\":{},\"updatedAt\":\"2026-03-19T12:00:00.000Z\"}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 4_294_967_296L, Long.MAX_VALUE})
    void aRevisionOfAnySizeIsWrittenInFull(long revision) {
        assertThat(written(flag("", new TreeMap<>(), revision))).endsWith(",\"revision\":" + revision + "}");
    }

    @Test
    void environmentsComeSortedAndEmptyListsStay() throws MalformedJsonException {
        var environments = new TreeMap<String, EnvironmentDefinition>();
        for (var name : List.of("staging", "dev", "Z")) {
            environments.put(
                    name, new EnvironmentDefinition(false, 0, JsonValue.NULL, new TreeSet<>(), new TreeSet<>(), AT));
        }
        String each = "{\"enabled\":false,\"rolloutPercent\":0,\"value\":null,\"allowlistUsers\":[],"
                + "\"allowlistRegions\":[],\"updatedAt\":\"2026-03-19T12:00:00.000Z\"}";
        assertThat(written(flag("", environments, 1L)))
                .contains("{\"Z\":" + each + ",\"dev\":" + each + ",\"staging\":" + each + "}");
    }

    @Test
    void textsAreUtf8AndOnlyWhatMustBeIsEscaped() throws MalformedJsonException {
        String odd = "\"\\/\b\f\n\r\t\u0001\u007f\u00e9\u6797\ud83d\ude80\u2028<&'";
        String escaped = "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\u00e9\u6797\ud83d\ude80\u2028<&'\"";
        assertThat(written(flag(odd, production("null", odd), 1L)))
                .contains("\"description\":" + escaped)
                .contains("\"allowlistUsers\":[" + escaped + "]");
    }

    @Test
    void equalDefinitionsGiveEqualBytes() throws MalformedJsonException {
        var one = flag("d", production("[ 1 ]", "a", "b"), 7L);
        var other = flag("d", production("[1]", "b", "a"), 7L);
        assertThat(other).isEqualTo(one);
        assertThat(DefinitionWriter.write(other)).isEqualTo(DefinitionWriter.write(one));
    }

    private static String written(FlagDefinition flag) {
        return new String(DefinitionWriter.write(flag), StandardCharsets.UTF_8);
    }

    private static FlagDefinition flag(
            String description, SortedMap<String, EnvironmentDefinition> environments, @Nullable Long revision) {
        return new FlagDefinition("checkout-banner", description, true, environments, AT, revision);
    }

    private static SortedMap<String, EnvironmentDefinition> production(String value, String... users)
            throws MalformedJsonException {
        var environments = new TreeMap<String, EnvironmentDefinition>();
        environments.put(
                "production",
                new EnvironmentDefinition(
                        true,
                        25,
                        JsonValue.parse(value),
                        new TreeSet<>(List.of(users)),
                        new TreeSet<>(List.of("us-west")),
                        AT.plusSeconds(1)));
        return environments;
    }
}
