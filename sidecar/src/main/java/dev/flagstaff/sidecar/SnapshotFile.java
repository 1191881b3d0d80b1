package dev.flagstaff.sidecar;

import dev.flagstaff.flag.Fault;
import dev.flagstaff.flag.Snapshot;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The file that a sidecar remembers its flags in. It is replaced whole or not at all: written beside, synced,
/// renamed, and its directory synced. Only its owner may read it. One process at a time has it. Used by one thread at
/// a time.
final class SnapshotFile implements AutoCloseable {
    private static final String NAME = "flagstaff-snapshot.json";

    private final Path directory;
    private final String prefix;
    private final FileChannel lockFile;

    private SnapshotFile(Path directory, String prefix, FileChannel lockFile) {
        this.directory = directory;
        this.prefix = prefix;
        this.lockFile = lockFile;
    }

    /// Takes the directory for this process, and makes it where there is none.
    ///
    /// @param prefix what the store's keys begin with; a snapshot of another one is refused
    /// @throws IOException when it cannot be made or written to, or is another process's
    static SnapshotFile open(Path directory, String prefix) throws IOException {
        Files.createDirectories(directory);
        var lockFile = FileChannel.open(
                directory.resolve("flagstaff-snapshot.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        if (!tryLocking(lockFile)) {
            lockFile.close();
            throw new IOException("another sidecar keeps its snapshot in " + directory);
        }
        return new SnapshotFile(directory, prefix, lockFile);
    }

    private static boolean tryLocking(FileChannel lockFile) throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException withinThisProcess) {
            return false;
        }
    }

    /// What is remembered.
    ///
    /// @return nothing where nothing is
    /// @throws IOException when there is something that cannot be used, saying why
    Optional<Snapshot> read() throws IOException {
        var file = directory.resolve(NAME);
        try (var in = new BufferedInputStream(Files.newInputStream(file))) {
            return switch (Snapshot.read(in)) {
                case Snapshot.Outcome.Accepted(Snapshot snapshot) -> Optional.of(ofOurStore(snapshot));
                case Snapshot.Outcome.Refused(var faults) ->
                    throw new IOException(file + " is no snapshot: "
                            + faults.stream()
                                    .limit(3)
                                    .map(SnapshotFile::sentence)
                                    .collect(Collectors.joining("; ")));
            };
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (UncheckedIOException unreadable) {
            throw new IOException(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static String sentence(Fault fault) {
        return switch (fault) {
            case Fault.InDocument(String pointer, String detail) -> pointer + " " + detail;
            case Fault.InParameter(String parameter, String detail) -> parameter + " " + detail;
        };
    }

    private Snapshot ofOurStore(Snapshot snapshot) throws IOException {
        if (snapshot.prefix().equals(prefix)) {
            return snapshot;
        }
        throw new IOException(
                "the snapshot in " + directory + " is of the prefix " + snapshot.prefix() + ", not of " + prefix);
    }

    /// Remembers a view instead of whatever was remembered.
    ///
    /// @throws IOException when it cannot be written; what was remembered still is
    void write(FlagView view) throws IOException {
        var beside = directory.resolve(NAME + ".new");
        try {
            Files.deleteIfExists(beside);
            try (var file = FileChannel.open(
                    beside,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                var out = new BufferedOutputStream(Channels.newOutputStream(file));
                SnapshotDocument.write(prefix, view, out);
                out.flush();
                file.force(true);
            }
            Files.move(beside, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
            try (var entries = FileChannel.open(directory, StandardOpenOption.READ)) {
                entries.force(true);
            }
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
