package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.config.Setting;
import dev.flagstaff.eval.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The tables of the README have what the code has: all of it, nothing else, and each thing once.
class ReadmeTest {
    private static final Document README = Document.of(Path.of("README.md"));

    @Test
    void theSettingsAreThoseOfTheCode() {
        assertThat(README.rows("setting").stream().map(Document.Row::cells))
                .containsExactlyElementsOf(
                        Stream.of(Setting.values()).map(ReadmeTest::row).toList());
    }

    private static List<String> row(Setting setting) {
        String text = Objects.requireNonNullElse(setting.defaultText(), "");
        return List.of(
                "`" + setting.name() + "`",
                setting.scope().text(),
                text.isEmpty() ? "" : "`" + text + "`",
                setting.description());
    }

    @Test
    void theReasonsAreThoseOfTheCodeInTheOrderOfTheDecision() {
        assertThat(README.rows("condition").stream().map(row -> row.cells().subList(1, 3)))
                .containsExactlyElementsOf(Stream.of(Reason.values())
                        .map(reason -> List.of(reason.enabled() ? "yes" : "no", "`" + reason.wireName() + "`"))
                        .toList());
    }

    @Test
    void theMetricsAreThoseThatAreScraped(@TempDir Path directory) {
        try (var running = Unconnected.start(directory)) {
            running.assertMetricsAreThoseOf(README);
        }
    }

    @Test
    void theRoutesAreServed(@TempDir Path directory) {
        var routes = README.rows("route");
        assertThat(routes).hasSizeGreaterThanOrEqualTo(5);
        try (var running = Unconnected.start(directory)) {
            assertThat(routes).allSatisfy(row -> {
                String[] route = row.code(0).getFirst().split(" ", 2);
                String path = route[1].replace("{flagKey}", "f").replaceAll("=(&|$)", "=x$1");
                // Only for want of a Redis, of which one hears last.
                assertThat(answer(running, route[0], path)).isEqualTo(503);
            });
        }
    }

    private static int answer(Unconnected running, String method, String path) {
        return method.equals("PUT")
                ? running.adminApi()
                        .put(path, "{\"defaultEnabled\":true,\"environments\":{}}")
                        .statusCode()
                : running.adminApi().send(method, path).statusCode();
    }
}
