package dev.flagstaff.standalone;

import dev.flagstaff.lifecycle.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The directory of an embedded Redis, held by one process at a time. The lock goes with the process,
/// however it ends.
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Takes a directory, and makes it where it is not there.
    ///
    /// @throws StartException when another process has it, or it cannot be made
    static DataDirectory take(Path path) {
        Path directory = path.toAbsolutePath().normalize();
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new StartException("the data directory " + directory + " is not a directory");
        }
        try {
            Files.createDirectories(directory);
            var channel =
                    FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (isTaken(channel)) {
                channel.close();
                throw new StartException("the data directory " + directory + " is in use by another ./flagstaff up");
            }
            return new DataDirectory(directory, channel);
        } catch (IOException e) {
            throw new StartException("the data directory " + directory + " cannot be used: " + e, e);
        }
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() == null;
        } catch (OverlappingFileLockException takenByThisProcess) {
            return true;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
