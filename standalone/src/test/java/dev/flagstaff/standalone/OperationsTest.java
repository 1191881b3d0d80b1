package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.admin.Admin;
import dev.flagstaff.redis.Redis;
import dev.flagstaff.sidecar.Sidecar;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator looks for by name is what the processes have and say.
class OperationsTest {
    private static final Document OPERATIONS = Document.of(Path.of("docs", "operations.md"));
    private static final List<Module> MODULES =
            List.of(Module.of(Redis.class), Module.of(Admin.class), Module.of(Sidecar.class));
    /// What varies, and where a message is put together.
    private static final Pattern BETWEEN = Pattern.compile("[…;:]");

    @Test
    void theMetricsAreThoseThatAreScraped(@TempDir Path directory) {
        try (var running = Unconnected.start(directory)) {
            running.assertMetricsAreThoseOf(OPERATIONS);
        }
    }

    @Test
    void theConditionsAreThoseOfReadiness(@TempDir Path directory) {
        try (var running = Unconnected.start(directory)) {
            assertThat(OPERATIONS.names("condition")).containsExactlyInAnyOrderElementsOf(running.conditions());
        }
    }

    @Test
    void everyMessageIsOneOfTheCode() {
        var messages = OPERATIONS.below("## Logs").rows("process").stream()
                .flatMap(row -> row.code(2).stream())
                .toList();
        assertThat(messages).hasSizeGreaterThan(20);
        assertThat(messages.stream().flatMap(BETWEEN::splitAsStream).map(String::strip))
                .filteredOn(part -> part.length() > 9)
                .allMatch(OperationsTest::isSaid);
    }

    private static boolean isSaid(String part) {
        return MODULES.stream().anyMatch(module -> !module.mentioning(part).isEmpty());
    }
}
