package dev.flagstaff.config;

import static dev.flagstaff.config.Setting.FLAGSTAFF_ADMIN_TOKENS_FILE;
import static dev.flagstaff.config.Setting.LOG_STREAM_KEY;
import static dev.flagstaff.config.Setting.PORT;
import static dev.flagstaff.config.Setting.REDIS_URL;
import static dev.flagstaff.config.SettingsTest.faults;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFromFilesTest {
    private final Path directory;

    SettingsFromFilesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    private String file(byte... content) throws IOException {
        return Files.write(directory.resolve("value"), content).toString();
    }

    private String file(String content) throws IOException {
        return Files.writeString(directory.resolve("value"), content).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"lögs", "lögs\n", "lögs\r\n"})
    void aValueMayStandInAFileOfOneLine(String content) throws IOException {
        var settings = Settings.of(Map.of("LOG_STREAM_KEY_FILE", file(content)));
        assertThat(settings.text(LOG_STREAM_KEY)).isEqualTo("lögs");
        assertThat(settings.isSet(LOG_STREAM_KEY)).isTrue();
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void onlyOneLineEndIsTakenOff() throws IOException {
        var settings = Settings.of(Map.of("LOG_STREAM_KEY_FILE", file("logs\n\n")));
        settings.text(LOG_STREAM_KEY);
        assertThat(faults(settings))
                .containsExactly("LOG_STREAM_KEY must be one line of text, without control characters"
                        + " (from LOG_STREAM_KEY_FILE)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n"})
    void anEmptyFileCountsAsNotSet(String content) throws IOException {
        var settings = Settings.of(Map.of("PORT_FILE", file(content)));
        assertThat(settings.port(PORT)).isEqualTo(8080);
        assertThat(settings.isSet(PORT)).isFalse();
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void aFileAndAValueAtOnceAreRefused() throws IOException {
        var settings = Settings.of(Map.of("PORT", "80", "PORT_FILE", file("81")));
        assertThat(settings.port(PORT)).isEqualTo(8080);
        assertThat(settings.isSet(PORT)).isTrue();
        assertThat(faults(settings)).containsExactly("PORT and PORT_FILE are both set: only one may be");
    }

    @Test
    void aFileBesideAnEmptyValueIsRead() throws IOException {
        assertThat(Settings.of(Map.of("PORT", "", "PORT_FILE", file("81"))).port(PORT))
                .isEqualTo(81);
    }

    @Test
    void aValueBesideAnEmptyFileNameIsTaken() {
        assertThat(Settings.of(Map.of("PORT", "80", "PORT_FILE", "")).port(PORT))
                .isEqualTo(80);
    }

    @Test
    void aFileThatIsNotThereIsNamedInFull() {
        Path absent = directory.resolve("d".repeat(100)).resolve("redis url");
        var settings = Settings.of(Map.of("REDIS_URL_FILE", absent.toString()));
        assertThat(settings.text(REDIS_URL)).isEqualTo("redis://localhost:6379");
        assertThat(faults(settings))
                .containsExactly("REDIS_URL_FILE names a file that does not exist: \"" + absent + "\"");
    }

    @Test
    void aDirectoryIsNoFile() {
        assertThat(faults(Settings.of(Map.of("PORT_FILE", directory.toString()))))
                .containsExactly("PORT_FILE names a file that cannot be read as a file: \"" + directory + "\"");
    }

    @Test
    void aFileThatCannotBeNamedIsRefused() {
        assertThat(faults(Settings.of(Map.of("PORT_FILE", "a\0b"))))
                .containsExactly("PORT_FILE names a file that does not exist: \"a\\u0000b\"");
    }

    @Test
    void aFileMustBeUtf8() throws IOException {
        String file = file((byte) 's', (byte) 0xFF);
        assertThat(faults(Settings.of(Map.of("PORT_FILE", file))))
                .containsExactly("PORT_FILE names a file that is not valid UTF-8: \"" + file + "\"");
    }

    @Test
    void aFileOf64KibibytesIsRead() throws IOException {
        String text = "l".repeat(64 * 1024);
        assertThat(Settings.of(Map.of("LOG_STREAM_KEY_FILE", file(text))).text(LOG_STREAM_KEY))
                .isEqualTo(text);
    }

    @Test
    void aFileIsNotReadWithoutEnd() throws IOException {
        String file = file("8".repeat(64 * 1024 + 1));
        assertThat(faults(Settings.of(Map.of("PORT_FILE", file))))
                .containsExactly("PORT_FILE names a file that is larger than 65536 bytes: \"" + file + "\"");
    }

    @Test
    void theContentOfAFileIsNeverShown() throws IOException {
        var settings = Settings.of(Map.of("PORT_FILE", file("s3cret")));
        settings.port(PORT);
        assertThat(faults(settings)).containsExactly("PORT must be a port from 0 to 65535 (from PORT_FILE)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:s3cret@host", "redis://host", "admin:s3cret@host"})
    void aUrlInThePlaceOfAPathIsNotShown(String url) {
        assertThat(faults(Settings.of(Map.of("REDIS_URL_FILE", url))))
                .containsExactly("REDIS_URL_FILE must be the path of a file, not the value itself");
    }

    @Test
    void aSettingInAFileThatFailedIsNotMissingAsWell() {
        var settings =
                Settings.of(Map.of("FLAGSTAFF_ENVIRONMENT_FILE", "/absent", "FLAGSTAFF_ADMIN_AUTH_FILE", "/absent"));
        assertThat(settings.text(Setting.FLAGSTAFF_ENVIRONMENT)).isEmpty();
        assertThat(settings.optionalOneOf(Setting.FLAGSTAFF_ADMIN_AUTH, "none")).isEqualTo("none");
        settings.fault(Setting.FLAGSTAFF_ENVIRONMENT, "must be a name");
        assertThat(faults(settings)).hasSize(2).allMatch(fault -> fault.contains("_FILE names a file"));
    }

    @Test
    void theTokensFileIsAPathAndNotAValueInAFile() throws IOException {
        String file = file("ops write 00\n");
        var settings = Settings.of(Map.of("FLAGSTAFF_ADMIN_TOKENS_FILE", file));
        assertThat(settings.optionalPath(FLAGSTAFF_ADMIN_TOKENS_FILE)).isEqualTo(Path.of(file));
        assertThat(faults(settings)).isEmpty();
    }

    @Test
    void thePathOfTheTokensFileMayItselfStandInAFile() throws IOException {
        var settings = Settings.of(Map.of("FLAGSTAFF_ADMIN_TOKENS_FILE_FILE", file("/run/tokens\n")));
        assertThat(settings.optionalPath(FLAGSTAFF_ADMIN_TOKENS_FILE)).isEqualTo(Path.of("/run/tokens"));
        assertThat(faults(settings)).isEmpty();
    }
}
