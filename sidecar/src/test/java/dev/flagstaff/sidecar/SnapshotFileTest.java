package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is remembered is replaced whole or not at all.
class SnapshotFileTest {
    private static final String NAME = "flagstaff-snapshot.json";

    @TempDir
    Path directory;

    /// Whoever has the old file open, be it a process that was killed while it read, has all of it.
    @Test
    void whoReadsWhileItIsReplacedReadsTheOneBeforeToItsEnd() throws IOException {
        try (var file = SnapshotFile.open(directory, "p")) {
            file.write(view(1));
            String before = Files.readString(directory.resolve(NAME));
            try (var reading = Files.newInputStream(directory.resolve(NAME))) {
                file.write(view(2));
                assertThat(reading.readAllBytes()).asString().isEqualTo(before);
            }
            assertThat(Files.readString(directory.resolve(NAME))).contains("\"revision\":2,");
        }
    }

    @Test
    void whatCannotBeWrittenLeavesWhatWasThere() throws IOException {
        try (var file = SnapshotFile.open(directory, "p")) {
            file.write(view(1));
            Files.createDirectories(directory.resolve(NAME + ".new").resolve("occupied"));

            assertThatThrownBy(() -> file.write(view(2))).isInstanceOf(IOException.class);

            assertThat(Files.readString(directory.resolve(NAME))).contains("\"revision\":1,");
            assertThat(file.read()).isPresent();
        }
    }

    @Test
    void oneSidecarAtATimeHasIt() throws IOException {
        try (var file = SnapshotFile.open(directory, "p")) {
            assertThatThrownBy(() -> SnapshotFile.open(directory, "p"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another sidecar keeps its snapshot in " + directory);
            file.write(view(1));
        }
        try (var next = SnapshotFile.open(directory, "p")) {
            assertThat(next.read()).isPresent();
        }
    }

    /// The lock of another process is told otherwise than one of this process.
    @Test
    void anotherProcessThatHasItKeepsItUntilItEndsHoweverItEnds() throws Exception {
        var other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var told = other.inputReader()) {
            assertThat(told.readLine()).isEqualTo("open");
            assertThatThrownBy(() -> SnapshotFile.open(directory, "p"))
                    .isInstanceOf(IOException.class)
                    .hasMessage("another sidecar keeps its snapshot in " + directory);
        } finally {
            other.destroyForcibly().waitFor();
        }
        SnapshotFile.open(directory, "p").close();
    }

    static final class Holder {
        private Holder() {}

        public static void main(String[] directory) throws IOException {
            try (var file = SnapshotFile.open(Path.of(directory[0]), "p")) {
                System.out.println(file.read().isPresent() ? "used" : "open");
                while (System.in.read() >= 0) {
                    // Until it is ended.
                }
            }
        }
    }

    private static FlagView view(long revision) {
        return FlagView.EMPTY.with(new TreeMap<>(), "lineage", revision);
    }
}
