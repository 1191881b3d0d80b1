package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.Anything;
import dev.flagstaff.flag.DefinitionWriter;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/// The rule of the 304 across restarts, of whole sidecars: a tag says the same on every sidecar that holds the same
/// definitions, whatever it got them from.
class OfrepRestartIT {
    private static final String ALL = "/ofrep/v1/evaluate/flags";
    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final Writer WRITER = Writer.to(REDIS.url());

    @AfterContainer
    static void close() {
        WRITER.close();
        REDIS.close();
    }

    @Property(tries = 5, shrinking = ShrinkingMode.OFF)
    void aTagNamesTheSameAnswerAfterARestartAndNoOther(
            @ForAll("definitions") List<FlagDefinition> definitions,
            @ForAll("contexts") String one,
            @ForAll("contexts") String other)
            throws IOException {
        write(definitions);
        var directory = Files.createTempDirectory("flagstaff");
        HttpResponse<String> before;
        try (var sidecar = start(REDIS.url(), directory)) {
            before = sidecar.api().post(ALL, one);
        }

        String nowhere = "redis://127.0.0.1:" + TestRedis.freePort();
        try (var another = RunningSidecar.at(REDIS.url())) {
            assertTellsTheSame(another, before, one, other);
        }
        try (var again = start(REDIS.url(), directory)) {
            assertTellsTheSame(again, before, one, other);
        }
        try (var withoutRedis = start(nowhere, directory)) {
            assertTellsTheSame(withoutRedis, before, one, other);
        }
        delete(directory);
    }

    private static void assertTellsTheSame(
            RunningSidecar sidecar, HttpResponse<String> before, String one, String other) {
        var after = sidecar.api().post(ALL, one);
        assertThat(tag(after)).isEqualTo(tag(before));
        assertThat(after.body()).isEqualTo(before.body());

        var conditional = sidecar.api().post(ALL, other, "If-None-Match", tag(before));
        assertThat(conditional.statusCode()).isEqualTo(one.equals(other) ? 304 : 200);
        assertThat(conditional.body())
                .isEqualTo(
                        one.equals(other) ? "" : sidecar.api().post(ALL, other).body());
    }

    @Provide
    Arbitrary<List<FlagDefinition>> definitions() {
        return Anything.definition().list().ofMaxSize(4).uniqueElements(FlagDefinition::flagKey);
    }

    @Provide
    Arbitrary<String> contexts() {
        return Arbitraries.of("ada", "grace")
                .map("{\"context\":{\"targetingKey\":\"%s\",\"environment\":\"production\"}}"::formatted);
    }

    private static void write(List<FlagDefinition> definitions) {
        REDIS.cli().flushall();
        WRITER.put("always", "", 50);
        for (var definition : definitions) {
            WRITER.put(definition.flagKey(), new String(DefinitionWriter.write(definition), StandardCharsets.UTF_8));
        }
    }

    private static RunningSidecar start(String redisUrl, Path snapshots) {
        return RunningSidecar.at(redisUrl, Map.of("FLAGSTAFF_SNAPSHOT_DIR", snapshots.toString()))
                .awaitLoaded();
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElseThrow();
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
