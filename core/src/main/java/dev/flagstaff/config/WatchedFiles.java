package dev.flagstaff.config;

import dev.flagstaff.lifecycle.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What files say, read again when one of them changes. Files that have become unreadable leave what was read before
/// in force, and the log says so once. Thread-safe.
public final class WatchedFiles<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    private final String name;
    private final List<Path> paths;
    private final Reader<T> reader;
    private final ReentrantLock rereading = new ReentrantLock();
    private volatile Content<T> content;
    /// Why the newest files are not in force; null where they are.
    private volatile @Nullable String trouble;

    /// Reads all of the files.
    @FunctionalInterface
    public interface Reader<T> {
        /// What they say.
        ///
        /// @throws IOException when they cannot be read
        /// @throws StartException when what they say is wrong
        T read() throws IOException;
    }

    /// What of a file is looked at to see whether it changed.
    private record Stamp(
            FileTime modified, long size, @Nullable Object file) {
        static List<Stamp> of(List<Path> paths) throws IOException {
            var stamps = new ArrayList<Stamp>();
            for (var path : paths) {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                stamps.add(new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey()));
            }
            return stamps;
        }
    }

    private record Content<T>(List<Stamp> stamps, T value) {}

    private WatchedFiles(String name, List<Path> paths, Reader<T> reader, Content<T> content) {
        this.name = name;
        this.paths = paths;
        this.reader = reader;
        this.content = content;
    }

    /// Reads files for the first time.
    ///
    /// @param name the setting that names them, for messages
    /// @throws StartException when they cannot be read
    public static <T> WatchedFiles<T> open(String name, List<Path> paths, Reader<T> reader) {
        try {
            // The stamps first: a change in between is then seen as one.
            var stamps = Stamp.of(paths);
            return new WatchedFiles<>(name, List.copyOf(paths), reader, new Content<>(stamps, reader.read()));
        } catch (IOException unreadable) {
            throw new StartException(name + " cannot be read: " + unreadable, unreadable);
        }
    }

    /// What they say now, or said when they were last readable.
    public T current() {
        try {
            var stamps = Stamp.of(paths);
            if (trouble == null && stamps.equals(content.stamps())) {
                return content.value();
            }
            return reread();
        } catch (IOException unreadable) {
            return troubled(unreadable.toString());
        }
    }

    private T reread() {
        rereading.lock();
        try {
            var stamps = Stamp.of(paths);
            if (trouble != null || !stamps.equals(content.stamps())) {
                content = new Content<>(stamps, reader.read());
                trouble = null;
                LOG.info("read {} anew", name);
            }
            return content.value();
        } catch (IOException unreadable) {
            return troubled(unreadable.toString());
        } catch (StartException wrong) {
            return troubled(String.valueOf(wrong.getMessage()));
        } finally {
            rereading.unlock();
        }
    }

    private T troubled(String why) {
        rereading.lock();
        try {
            if (!why.equals(trouble)) {
                trouble = why;
                LOG.error("{} changed and cannot be read; what was read before stays in force: {}", name, why);
            }
            return content.value();
        } finally {
            rereading.unlock();
        }
    }
}
