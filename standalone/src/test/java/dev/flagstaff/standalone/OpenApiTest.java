package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.admin.Admin;
import dev.flagstaff.sidecar.Sidecar;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Pattern PROJECTS = Pattern.compile("<artifactId>flagstaff</artifactId>\\s*<version>([^<]+)<");

    @Test
    void theDescriptionsAreOfThisVersion() throws IOException {
        var version = PROJECTS.matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();

        for (Class<?> application : List.of(Admin.class, Sidecar.class)) {
            try (var document = Objects.requireNonNull(application.getResourceAsStream("openapi.yaml"))) {
                assertThat(new String(document.readAllBytes(), StandardCharsets.UTF_8).lines())
                        .contains("  version: " + version.group(1));
            }
        }
    }
}
