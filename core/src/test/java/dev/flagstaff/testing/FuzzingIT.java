package dev.flagstaff.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Looks for inputs by which a parser throws, hangs or takes memory without bound: guided by coverage
/// ([Jazzer](https://github.com/CodeIntelligenceTesting/jazzer)), from the inputs in `src/test/fuzz` on, for
/// `fuzz.seconds` each, in a process of its own with a small heap. An input that is found goes there, and so is tried
/// ever after.
class FuzzingIT {
    private static final int SECONDS = Integer.getInteger("fuzz.seconds", 3);
    /// In a short run the optimizing compiler takes longer than it gives back: less is tried, and a busy
    /// machine is busier.
    private static final String COMPILER = SECONDS < 60 ? "-XX:TieredStopAtLevel=1" : "-XX:+TieredCompilation";

    private static final Pattern NEEDED =
            Pattern.compile("(test-)?classes|(flagstaff|helidon|jackson|jazzer|lettuce|slf4j-api)-?.*\\.jar");

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
                "-XX:+UseSerialGC",
                COMPILER,
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath(),
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

    /// Our classes and what they need. Jazzer reads every class that it is given, and again, before it begins.
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry ->
                        NEEDED.matcher(Path.of(entry).getFileName().toString()).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /// Jazzer brings native code for these.
    private static boolean isSupported() {
        String system = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        return system.equals("Linux amd64") || system.startsWith("Mac OS X ");
    }
}
