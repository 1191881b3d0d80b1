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

    private static FlagView view(long revision) {
        return FlagView.EMPTY.with(new TreeMap<>(), "lineage", revision);
    }
}
