package dev.flagstaff.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A process under measurement, its CPU time and memory as Linux counts them. Closing it ends it.
final class Server implements AutoCloseable {
    /// Of Linux on every machine that has Java.
    private static final double TICKS_A_SECOND = 100;

    private final Process process;
    private final long startedAt;

    private Server(Process process, long startedAt) {
        this.process = process;
        this.startedAt = startedAt;
    }

    /// What a process holds, in MiB.
    record Memory(double resident, double anonymous) {}

    static Server start(Path log, Map<String, String> environment, String... command) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("FLAGSTAFF_"));
        builder.environment().putAll(environment);
        long now = System.nanoTime();
        return new Server(builder.start(), now);
    }

    /// When it was started, on the clock of [System#nanoTime].
    long startedAt() {
        return startedAt;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /// Asks every 5 ms until there is an answer: each before costs the server's cold code more than it costs this one.
    ///
    /// @throws IOException with this message when the server ends, or has not answered in time
    void await(BooleanSupplier answers, long patienceNanos, String otherwise) throws IOException {
        long end = System.nanoTime() + patienceNanos;
        while (!answers.getAsBoolean()) {
            if (System.nanoTime() > end || !isAlive()) {
                throw new IOException(otherwise);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    /// User and system time of the process and those that it started, in seconds.
    double cpuSeconds() throws IOException {
        double sum = cpuSeconds(process.pid());
        for (var child : process.descendants().toList()) {
            sum += cpuSeconds(child.pid());
        }
        return sum;
    }

    private static double cpuSeconds(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
    }

    Memory memory() throws IOException {
        double resident = 0;
        double anonymous = 0;
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/smaps_rollup"))) {
            if (line.startsWith("Rss:")) {
                resident = mebibytes(line);
            } else if (line.startsWith("Anonymous:")) {
                anonymous = mebibytes(line);
            }
        }
        return new Memory(resident, anonymous);
    }

    private static double mebibytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
