package dev.flagstaff.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In a process of its own, since a heap belongs to one.
@Timeout(120)
class HeapWatchTest {
    /// @param watches whether the heap is watched
    /// @param bytes how large an object is: young, or too large for that
    /// @param grows whether it grows beyond what the program, which keeps 8 MiB at a time, has any use for
    @ParameterizedTest
    @CsvSource({"true, 100000, false", "true, 8000000, false", "false, 100000, true", "false, 8000000, true"})
    void theHeapGrowsToItsLimitOnlyWhereNobodyWatches(boolean watches, int bytes, boolean grows)
            throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms8m",
                        "-Xmn4m",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName(),
                        String.valueOf(watches),
                        String.valueOf(bytes))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String largest = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(Long.parseLong(largest.strip()) > 256)
                .as("largest heap in MiB: %s", largest)
                .isEqualTo(grows);
    }

    /// Keeps the last 8 MB of 800, each for long enough to get old, and prints how large the heap was at most, in MiB.
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws InterruptedException {
            if (Boolean.parseBoolean(arguments[0])) {
                HeapWatch.start(Duration.ofMillis(2), Duration.ofMillis(50));
            }
            int bytes = Integer.parseInt(arguments[1]);
            var kept = new ArrayDeque<byte[]>();
            long largest = 0;
            for (int i = 0; i < 800_000_000 / bytes; i++) {
                kept.add(new byte[bytes]);
                if (kept.size() * bytes > 8_000_000) {
                    kept.remove();
                }
                if (i % 20 == 0 || bytes > 1_000_000) {
                    Thread.sleep(1);
                }
                largest = Math.max(largest, Runtime.getRuntime().totalMemory());
            }
            System.out.println(largest >> 20);
        }
    }
}
