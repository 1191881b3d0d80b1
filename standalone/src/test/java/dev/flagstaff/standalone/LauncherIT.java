package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The script `flagstaff` with the jars of this build, in a source tree where nothing is newer than they are.
@Timeout(300)
class LauncherIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path directory;

    private Path tree;
    private Path target;

    @BeforeEach
    void aTreeThatIsBuilt() throws IOException {
        tree = Files.createDirectory(directory.resolve("a tree"));
        for (String module : List.of("core", "admin", "sidecar", "standalone/target")) {
            Files.createDirectories(tree.resolve(module));
        }
        Files.copy(ROOT.resolve("pom.xml"), tree.resolve("pom.xml"));
        Files.copy(ROOT.resolve("jvm.options"), tree.resolve("jvm.options"));
        Files.copy(ROOT.resolve("flagstaff"), tree.resolve("flagstaff"), StandardCopyOption.COPY_ATTRIBUTES);
        target = tree.resolve("standalone/target");
        Files.createSymbolicLink(target.resolve("flagstaff-standalone.jar"), FlagstaffProcess.jar());
        Files.createSymbolicLink(target.resolve("lib"), FlagstaffProcess.lib());
        Files.createFile(target.resolve(".flagstaff-built"));
    }

    @AfterEach
    void unlink() throws IOException {
        Files.delete(target.resolve("flagstaff-standalone.jar"));
        Files.delete(target.resolve("lib"));
    }

    @Test
    void upServesFlagsAndEndsWithASignal() {
        String data = directory.resolve("data").toString();
        try (var up = launch("up", "--data", data).awaitWelcome()) {
            up.ends().write("f", "by the launcher");
            assertThat(up.err()).as("no build, no warning of the JVM").isEmpty();
            var processes = up.tree();

            up.signal("TERM");

            assertThat(up.awaitEnd(Duration.ofSeconds(10))).isEqualTo(143);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        }
    }

    @Test
    void aTokenIsMadeWithoutAnythingRunning() {
        try (var token = launch("token", "alice", "read")) {
            assertThat(token.awaitEnd(LIMIT)).isZero();
            assertThat(token.out().lines()).hasSize(4).last().asString().matches("alice read [0-9a-f]{64}");
            assertThat(token.err()).isEmpty();
        }
        try (var token = launch("token", "alice", "owner")) {
            assertThat(token.awaitEnd(LIMIT)).isEqualTo(2);
            assertThat(token.err())
                    .startsWith("usage: flagstaff token NAME read|write")
                    .hasLineCount(1);
        }
    }

    private FlagstaffProcess launch(String... arguments) {
        var command = new ArrayList<>(List.of(tree.resolve("flagstaff").toString()));
        command.addAll(List.of(arguments));
        return FlagstaffProcess.start(
                directory, command, Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", ""));
    }
}
