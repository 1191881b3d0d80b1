package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/// `./flagstaff up` as a process: how it ends, and comes back.
@Timeout(600)
class UpIT {
    /// A process ends within five seconds; the rest is for a machine that is busy.
    private static final Duration ENDS = Duration.ofSeconds(10);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String WELCOME_BEGINS = "\nFlagstaff is up.\n";
    private static final String WELCOME_ENDS = "Ctrl-C ends it; the flags stay.\n\n";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void aSignalEndsEverythingAndTheFlagsAreThereAgainAtTheNextStart(String signal, int exitCode) throws IOException {
        // A process inherits that a signal is ignored, and a JVM then ignores it as well.
        assumeThat(ignores(signal)).isFalse();
        String flag;
        try (var up = up()) {
            flag = up.ends().write("f", "kept");
            var tree = up.tree();
            assertThat(tree).as("the JVM, the guard and Redis").hasSizeGreaterThanOrEqualTo(3);

            up.signal(signal);

            assertThat(up.awaitEnd(ENDS)).isEqualTo(exitCode);
            assertAllEnded(tree);
            assertNothingListensAt(up.redisPort());
            assertStdoutIsJsonApartFromTheWelcome(up);
            assertThat(up.err()).isEmpty();
        }
        try (var up = up()) {
            up.ends().assertServes(flag, "f");
        }
    }

    @Test
    void afterItWasKilledTheNextStartHasEveryFlag() {
        String flag;
        try (var up = up()) {
            flag = up.ends().write("f", "kept");
            var tree = up.tree();

            up.signal("KILL");

            assertThat(up.awaitEnd(ENDS)).isEqualTo(137);
            assertAllEnded(tree);
        }
        try (var up = up()) {
            up.ends().assertServes(flag, "f");
        }
    }

    @Test
    void aRedisThatWasLeftBehindIsEndedByTheNextStart() {
        String flag;
        List<ProcessHandle> tree;
        try (var up = up()) {
            flag = up.ends().write("f", "kept");
            tree = up.tree();
            // The guard first, so that nobody is there any more to end Redis.
            tree.stream().filter(one -> !isRedis(one)).skip(1).forEach(ProcessHandle::destroyForcibly);
            up.signal("KILL");
            up.awaitEnd(ENDS);
        }
        assertThat(tree).filteredOn(UpIT::isRedis).singleElement().matches(ProcessHandle::isAlive);

        try (var up = up()) {
            assertThat(tree).noneMatch(ProcessHandle::isAlive);
            up.ends().assertServes(flag, "f");
        }
    }

    private FlagstaffProcess up() {
        return FlagstaffProcess.java(directory, FlagstaffProcess.UP, Map.of(), "--data", data())
                .awaitWelcome();
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    private static void assertStdoutIsJsonApartFromTheWelcome(FlagstaffProcess up) {
        String out = up.out();
        int begin = out.indexOf(WELCOME_BEGINS);
        int end = out.indexOf(WELCOME_ENDS) + WELCOME_ENDS.length();
        assertThat(begin).isPositive();
        assertThat(out.substring(0, begin).lines()).isNotEmpty().allSatisfy(UpIT::assertIsEntry);
        assertThat(out.substring(end).lines()).allSatisfy(UpIT::assertIsEntry);
    }

    static void assertIsEntry(String line) {
        assertThat(JsonMapper.shared().readTree(line).propertyNames())
                .as(line)
                .containsExactly("level", "component", "msg", "time", "metadata");
    }

    private static void assertAllEnded(List<ProcessHandle> tree) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(tree).noneMatch(ProcessHandle::isAlive));
    }

    private static void assertNothingListensAt(int port) {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
    }

    private static boolean isRedis(ProcessHandle process) {
        return process.info().command().orElse("").contains("redis-server");
    }

    /// Whether this very process, and so whatever it starts, was started with a signal ignored.
    private static boolean ignores(String signal) throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        int number = signal.equals("INT") ? 2 : 15;
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .anyMatch(ignored -> (ignored >> (number - 1) & 1) == 1);
    }
}
