package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.flagstaff.lifecycle.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class WatchedFilesTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger(WatchedFiles.class);

    @TempDir
    private Path directory;

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private Path file;

    @BeforeEach
    void listen() throws IOException {
        file = Files.writeString(directory.resolve("file"), "one");
        // Other tests of this process may have set another for all of ours.
        LOG.setLevel(Level.INFO);
        logged.start();
        LOG.addAppender(logged);
    }

    @AfterEach
    void listenNoMore() {
        LOG.detachAppender(logged);
        LOG.setLevel(null);
    }

    @Test
    void aChangedFileIsReadAgainAndAnUnchangedOneIsNot() throws IOException {
        var watched = open();
        assertThat(watched.current()).isEqualTo("one").isSameAs(watched.current());

        Files.writeString(file, "three");

        assertThat(watched.current()).isEqualTo("three").isSameAs(watched.current());
        assertThat(messages()).containsExactly("read THE_FILE anew");
    }

    @Test
    void aFileThatIsPutInItsPlaceCountsEvenWhereItIsOfTheSameSizeAndAge() throws IOException {
        var watched = open();
        var other = Files.writeString(directory.resolve("other"), "two");
        Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));

        Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);

        assertThat(watched.current()).isEqualTo("two");
    }

    @Test
    void aFileThatBecameUnreadableIsToldOnceHoweverOftenItIsAskedFor() throws IOException {
        var watched = open();
        Files.delete(file);
        for (int i = 0; i < 5; i++) {
            assertThat(watched.current()).isEqualTo("one");
        }
        assertThat(messages())
                .singleElement()
                .asString()
                .startsWith("THE_FILE changed and cannot be read; what was read before stays in force: ")
                .endsWith(file.toString());

        Files.writeString(file, "wrong");
        for (int i = 0; i < 5; i++) {
            assertThat(watched.current()).isEqualTo("one");
        }
        assertThat(messages()).hasSize(2).last().asString().endsWith(": it is wrong");

        Files.writeString(file, "right");
        assertThat(watched.current()).isEqualTo("right");
        assertThat(messages()).hasSize(3).last().isEqualTo("read THE_FILE anew");
    }

    @Test
    void aFileThatCannotBeReadAtFirstIsRefused() throws IOException {
        Files.delete(file);

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(this::open)
                .withMessage("THE_FILE cannot be read: java.nio.file.NoSuchFileException: " + file);
    }

    private WatchedFiles<String> open() {
        return WatchedFiles.open("THE_FILE", List.of(file), () -> {
            String text = Files.readString(file);
            if (text.equals("wrong")) {
                throw new StartException("it is wrong");
            }
            return text;
        });
    }

    private List<String> messages() {
        return logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
