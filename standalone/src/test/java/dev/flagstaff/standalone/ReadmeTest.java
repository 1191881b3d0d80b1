package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.config.Setting;
import dev.flagstaff.eval.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadmeTest {
    private static final Path README = Path.of("..", "README.md");

    @ParameterizedTest
    @EnumSource
    void everySettingStandsInTheReadmeAsTheCodeHasIt(Setting setting) throws IOException {
        String text = Objects.requireNonNullElse(setting.defaultText(), "");
        String row = "| `" + setting.name() + "` | " + setting.scope().text() + " | "
                + (text.isEmpty() ? "" : "`" + text + "`") + " | " + setting.description() + " |";
        assertThat(Files.readAllLines(README)).contains(row);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonStandsInTheReadmeWithItsOutcome(Reason reason) throws IOException {
        String end = " | " + (reason.enabled() ? "yes" : "no") + " | `" + reason.wireName() + "` |";
        assertThat(Files.readAllLines(README)).anyMatch(line -> line.endsWith(end));
    }
}
