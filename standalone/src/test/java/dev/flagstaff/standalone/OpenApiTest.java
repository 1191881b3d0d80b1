package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.admin.Admin;
import dev.flagstaff.eval.Reason;
import dev.flagstaff.sidecar.Sidecar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Pattern PROJECTS = Pattern.compile("<artifactId>flagstaff</artifactId>\\s*<version>([^<]+)<");

    @Test
    void theDescriptionsAreOfThisVersion() throws IOException {
        var version = PROJECTS.matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();

        assertThat(List.of(description(Admin.class), description(Sidecar.class)))
                .allSatisfy(text -> assertThat(text.lines()).contains("  version: " + version.group(1)));
    }

    @Test
    void theDescriptionsNameTheReasonsOfTheCodeInTheOrderOfTheDecision() throws IOException {
        String reasons = Stream.of(Reason.values())
                .map(reason -> "\n            - " + reason.wireName())
                .collect(Collectors.joining("", "        reason:\n          enum:", "\n        bucket:"));

        assertThat(List.of(description(Admin.class), description(Sidecar.class)))
                .allSatisfy(text -> assertThat(text).containsOnlyOnce(reasons));
    }

    private static String description(Class<?> application) throws IOException {
        try (var document = Objects.requireNonNull(application.getResourceAsStream("openapi.yaml"))) {
            return new String(document.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
