package dev.flagstaff.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/// What an environment gives for one setting, itself or in a file. Immutable.
sealed interface Given {
    Given NOTHING = new Nothing();

    int MOST_FILE_BYTES = 64 * 1024;

    /// Neither variable, or only empty ones, or an empty file.
    record Nothing() implements Given {}

    /// A value, yet to be read by the type of its setting.
    ///
    /// @param text not empty
    record Value(String text, boolean fromFile) implements Given {}

    /// Variables that give no one value.
    ///
    /// @param fault the whole sentence
    record Refused(String fault) implements Given {}

    static Given in(Map<String, String> environment, Setting setting) {
        String text = environment.getOrDefault(setting.name(), "");
        String file = environment.getOrDefault(setting.fileVariable(), "");
        if (file.isEmpty()) {
            return value(text, false);
        }
        if (!text.isEmpty()) {
            return new Refused(setting.name() + " and " + setting.fileVariable() + " are both set: only one may be");
        }
        if (setting.isSecret() && mayHoldCredentials(file)) {
            return new Refused(setting.fileVariable() + " must be the path of a file, not the value itself");
        }
        return read(setting, file);
    }

    /// Whether a text looks like a URL, or like what stands between its scheme and its path.
    static boolean mayHoldCredentials(String text) {
        return text.contains("://") || text.contains("@");
    }

    private static Given read(Setting setting, String file) {
        try (var in = Files.newInputStream(Path.of(file))) {
            byte[] content = in.readNBytes(MOST_FILE_BYTES + 1);
            if (content.length > MOST_FILE_BYTES) {
                return refused(setting, file, "is larger than " + MOST_FILE_BYTES + " bytes");
            }
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return value(withoutLineEnd(text.toString()), true);
        } catch (CharacterCodingException notUtf8) {
            return refused(setting, file, "is not valid UTF-8");
        } catch (NoSuchFileException | InvalidPathException absent) {
            return refused(setting, file, "does not exist");
        } catch (AccessDeniedException denied) {
            return refused(setting, file, "may not be read by this process");
        } catch (IOException unreadable) {
            return refused(setting, file, "cannot be read as a file");
        }
    }

    private static Given value(String text, boolean fromFile) {
        return text.isEmpty() ? NOTHING : new Value(text, fromFile);
    }

    private static Given refused(Setting setting, String file, String why) {
        return new Refused(setting.fileVariable() + " names a file that " + why + ": " + Quotation.whole(file));
    }

    private static String withoutLineEnd(String text) {
        if (text.endsWith("\r\n")) {
            return text.substring(0, text.length() - 2);
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
