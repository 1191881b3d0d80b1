package dev.flagstaff.bench;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Map;

/// A [FleetWorker] in a process of its own, asked by lines.
final class FleetProcess implements AutoCloseable {
    private final Process process;
    private final Writer questions;
    private final BufferedReader answers;

    private FleetProcess(Process process) {
        this.process = process;
        questions = process.outputWriter();
        answers = process.inputReader();
    }

    static FleetProcess start(String url, String prefix, int sidecars) {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try {
            return new FleetProcess(new ProcessBuilder(
                            java,
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FleetWorker.class.getName(),
                            url,
                            prefix,
                            Integer.toString(sidecars))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void ask(String question) throws IOException {
        questions.write(question + "\n");
        questions.flush();
    }

    String awaitAnswer() throws IOException {
        String answer = answers.readLine();
        if (answer == null) {
            throw new EOFException("a process of the fleet ended");
        }
        return answer;
    }

    void readBuckets(Map<Integer, Long> sums) throws IOException {
        FleetBuckets.add(awaitAnswer(), sums);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
