package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What `./flagstaff up` is made of, and so all that is shipped, as the build lists it.
class LicensesIT {
    private static final Path BOM = Path.of("target", "bom.json");
    /// All of them allow to use and to pass on, in an application under Apache-2.0, what is not changed.
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EPL-2.0", "LGPL-2.1-only");

    private JsonNode components;

    @BeforeEach
    void read() throws Exception {
        assumeThat(System.getProperty("maven.mode"))
                .as("without a network nothing is listed")
                .isNotEqualTo("offline=true");
        components = new JsonMapper().readTree(Files.readString(BOM)).get("components");
    }

    @Test
    void everyComponentHasALicenceThatIsAllowed() {
        assertThat(components).hasSizeGreaterThan(50).allSatisfy(component -> {
            var licences = new ArrayList<String>();
            for (var choice : component.path("licenses")) {
                licences.add(choice.path("license").path("id").asString(""));
            }
            // Of several, whoever uses it may choose.
            assertThat(licences)
                    .as("licences of %s", component.path("purl").asString())
                    .anyMatch(ALLOWED::contains);
        });
    }

    @Test
    void theListIsThatOfTheJarsThatAreRun() throws Exception {
        Set<String> listed = components
                .valueStream()
                .map(component -> component.path("name").asString() + "-"
                        + component.path("version").asString())
                .collect(Collectors.toSet());
        try (var jars = Files.list(Path.of("target", "lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString())
                            .filter(name -> !name.startsWith("flagstaff-"))
                            .map(name -> name.substring(0, name.length() - ".jar".length())))
                    .isNotEmpty()
                    .allSatisfy(
                            name -> assertThat(listed).anyMatch(one -> name.equals(one) || name.startsWith(one + "-")));
        }
    }
}
