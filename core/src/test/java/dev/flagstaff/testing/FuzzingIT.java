package dev.flagstaff.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Looks for inputs by which a parser throws, hangs or takes memory without bound: guided by coverage
/// ([Jazzer](https://github.com/CodeIntelligenceTesting/jazzer)), from the inputs in `src/test/fuzz` on, for
/// `fuzz.seconds` each, in a process of its own with a small heap. An input that is found goes there, and so is tried
/// ever after.
class FuzzingIT {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 3);
    private static final Pattern DONE = Pattern.compile("(?m)^Done (\\d+) runs");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "definition, dev.flagstaff.flag.DefinitionFuzz",
        "query, dev.flagstaff.http.QueryFuzz",
        "decoder, dev.flagstaff.redis.DecoderFuzz",
        "snapshot, dev.flagstaff.flag.SnapshotFuzz"
    })
    void noInputIsFoundThatBreaksAParser(String corpus, String target) throws Exception {
        assumeThat(isSupported()).isTrue();
        Path log = directory.resolve("log");
        var fuzzer = new ProcessBuilder(command(corpus, target))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(fuzzer.waitFor(SECONDS + 120, TimeUnit.SECONDS)).isTrue();
        } finally {
            fuzzer.destroyForcibly();
        }
        String output = Files.readString(log);
        assertThat(fuzzer.exitValue()).as(output).isZero();
        var done = DONE.matcher(output);
        assertThat(done.find()).as(output).isTrue();
        System.out.println("fuzzing " + corpus + ": " + done.group(1) + " inputs");
        assertThat(Long.parseLong(done.group(1))).isPositive();
    }

    private List<String> command(String corpus, String target) throws IOException {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + target,
                "--instrumentation_includes=dev.flagstaff.**:tools.jackson.**",
                "--custom_hook_excludes=**",
                "-timeout=60",
                "-max_len=20000",
                "-max_total_time=" + SECONDS,
                Files.createDirectory(directory.resolve("found")).toString(),
                Path.of("src", "test", "fuzz", corpus).toAbsolutePath().toString());
    }

    /// Jazzer brings native code for these.
    private static boolean isSupported() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return system.equals("Linux amd64") || system.startsWith("Mac OS X ");
    }
}
