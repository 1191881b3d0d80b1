package dev.flagstaff.standalone;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// One of our processes, started from the jars that the launcher starts, with what it says in files. Used
/// by one thread.
final class FlagstaffProcess implements AutoCloseable {
    static final String UP = "dev.flagstaff.standalone.Main";
    static final String ADMIN = "dev.flagstaff.admin.Main";
    static final String SIDECAR = "dev.flagstaff.sidecar.Main";

    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Pattern ADMIN_URL = Pattern.compile("(?m)^ {2}admin +(http://\\S+)$");
    private static final Pattern SIDECAR_URL = Pattern.compile("(?m)^ {2}sidecar +(http://\\S+)$");
    private static final Pattern REDIS_PORT = Pattern.compile("(?m)^ {2}Redis +127\\.0\\.0\\.1:(\\d+)");
    /// Every port is one that is free.
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PORT", "0",
            "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", "0",
            "FLAGSTAFF_SIDECAR_PORT", "0",
            "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", "0",
            "FLAGSTAFF_REDIS_PORT", "0");

    private final Process process;
    private final Path out;
    private final Path err;

    private FlagstaffProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// Starts `java` as the launcher does.
    ///
    /// @param directory where its output goes
    static FlagstaffProcess java(Path directory, String main, Map<String, String> settings, String... arguments) {
        var command = new ArrayList<>(command(main));
        command.addAll(List.of(arguments));
        return start(directory, command, settings);
    }

    /// What starts one as the launcher does.
    static List<String> command(String main) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                jar() + ":" + lib() + "/*",
                main);
    }

    /// Starts a command with the settings in its environment.
    static FlagstaffProcess start(Path directory, List<String> command, Map<String, String> settings) {
        try {
            var out = Files.createTempFile(directory, "process", ".out");
            var err = Files.createTempFile(directory, "process", ".err");
            var builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("FLAGSTAFF_"));
            builder.environment().remove("REDIS_URL");
            builder.environment().putAll(ENVIRONMENT);
            builder.environment().putAll(settings);
            return new FlagstaffProcess(builder.start(), out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path jar() {
        return TARGET.resolve("flagstaff-standalone.jar");
    }

    static Path lib() {
        return TARGET.resolve("lib");
    }

    /// Waits until `up` has said where everything is.
    FlagstaffProcess awaitWelcome() {
        await().atMost(LIMIT)
                .failFast("it ended: " + err, () -> !process.isAlive())
                .until(() -> out().contains("Ctrl-C ends it"));
        return this;
    }

    TwoEnds ends() {
        return TwoEnds.at(said(ADMIN_URL), said(SIDECAR_URL));
    }

    int redisPort() {
        return Integer.parseInt(said(REDIS_PORT));
    }

    private String said(Pattern pattern) {
        var found = pattern.matcher(out());
        if (!found.find()) {
            throw new IllegalStateException("it did not say " + pattern + " but " + out());
        }
        return found.group(1);
    }

    /// What it has said on stdout so far.
    String out() {
        return content(out);
    }

    /// What it has said on stderr so far.
    String err() {
        return content(err);
    }

    private static String content(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Everything that it has started and that still runs, itself included.
    List<ProcessHandle> tree() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    /// Sends a signal to the process alone.
    void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until the process has ended.
    ///
    /// @return its exit code
    int awaitEnd(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("it does not end within " + limit);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// Ends whatever is left, without asking.
    @Override
    public void close() {
        var left = tree();
        left.forEach(ProcessHandle::destroyForcibly);
        left.forEach(one ->
                one.onExit().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
    }
}
