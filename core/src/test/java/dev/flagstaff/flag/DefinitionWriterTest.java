package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionWriterTest {
    private static final Instant AT = Instant.parse("2026-03-19T12:00:00Z");

    @Test
    void membersComeInTheContractsOrder() {
        assertThat(written(flag("Copy", 42L)
                        .environment("production", production("{ \"title\": 1.0 }", "user-9", "user-10"))))
                .isEqualTo("{\"flagKey\":\"checkout-banner\",\"description\":\"Copy\",\"defaultEnabled\":true,"
                        + "\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":25,"
                        + "\"value\":{\"title\":1.0},\"allowlistUsers\":[\"user-10\",\"user-9\"],"
                        + "\"allowlistRegions\":[\"us-west\"],\"updatedAt\":\"2026-03-19T12:00:01.000Z\"}},"
                        + "\"updatedAt\":\"2026-03-19T12:00:00.000Z\",\"revision\":42}");
    }

    @Test
    void aDefinitionWithoutRevisionHasNoSuchMember() {
        assertThat(written(flag("", null)))
                .isEqualTo("{\"flagKey\":\"checkout-banner\",\"description\":\"\",\"defaultEnabled\":true,"
                        + "\"environments\":{},\"updatedAt\":\"2026-03-19T12:00:00.000Z\"}");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 42, 4_294_967_296L, Long.MAX_VALUE})
    void aRevisionOfAnySizeIsWrittenInFull(long revision) {
        assertThat(written(flag("", revision))).endsWith(",\"revision\":" + revision + "}");
    }

    @Test
    void environmentsComeSortedAndEmptyListsStay() {
        var flag = flag("", 1L);
        for (var name : List.of("staging", "dev", "Z")) {
            flag.environment(
                    name, EnvironmentBuilder.environment().enabled(false).updatedAt(AT));
        }
        String each = "{\"enabled\":false,\"rolloutPercent\":0,\"value\":null,\"allowlistUsers\":[],"
                + "\"allowlistRegions\":[],\"updatedAt\":\"2026-03-19T12:00:00.000Z\"}";
        assertThat(written(flag)).contains("{\"Z\":" + each + ",\"dev\":" + each + ",\"staging\":" + each + "}");
    }

    @Test
    void textsAreUtf8AndOnlyWhatMustBeIsEscaped() {
        String odd = "\"\\/\b\f\n\r\t\u0001\u007f\u00e9\u6797\ud83d\ude80\u2028<&'";
        String escaped = "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\u007f\u00e9\u6797\ud83d\ude80\u2028<&'\"";
        assertThat(written(flag(odd, 1L).environment("production", production("null", odd))))
                .contains("\"description\":" + escaped)
                .contains("\"allowlistUsers\":[" + escaped + "]");
    }

    @Test
    void equalDefinitionsGiveEqualBytes() {
        var one = flag("d", 7L)
                .environment("production", production("[ 1 ]", "a", "b"))
                .build();
        var other = flag("d", 7L)
                .environment("production", production("[1]", "b", "a"))
                .build();
        assertThat(other).isEqualTo(one);
        assertThat(DefinitionWriter.write(other)).isEqualTo(DefinitionWriter.write(one));
    }

    private static String written(FlagBuilder flag) {
        return new String(DefinitionWriter.write(flag.build()), StandardCharsets.UTF_8);
    }

    private static FlagBuilder flag(String description, @Nullable Long revision) {
        return FlagBuilder.flag("checkout-banner")
                .description(description)
                .updatedAt(AT)
                .revision(revision);
    }

    private static EnvironmentBuilder production(String value, String... users) {
        return EnvironmentBuilder.environment()
                .rolloutPercent(25)
                .value(value)
                .users(users)
                .regions("us-west")
                .updatedAt(AT.plusSeconds(1));
    }
}
