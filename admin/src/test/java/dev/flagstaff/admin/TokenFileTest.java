package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.lifecycle.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    private static final String HASH = AccessToken.hash("secret");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice write HASH",
                "alice read HASH",
                "  alice   write   HASH  ",
                "alice@example.com write HASH",
                "alice write HASH # since March",
                "# alice\n\nalice write HASH\n",
                "alice write HASH\r\n",
                "bob read 0000000000000000000000000000000000000000000000000000000000000000\nalice write HASH"
            })
    void aTokenIsFoundByItsHash(String content) throws IOException {
        var tokens = TokenFile.open(file(content));

        assertThat(tokens.find(HASH))
                .hasValueSatisfying(token -> assertThat(token.name()).startsWith("alice"));
        assertThat(tokens.find(AccessToken.hash("another"))).isEmpty();
        assertThat(tokens.find("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alice",
                "alice write",
                "alice write 00",
                "write HASH",
                "alice owner HASH",
                "alice WRITE HASH",
                "alice write HASH more",
                "alice\twrite\tHASH",
                "-alice write HASH",
                "alice write secret"
            })
    void aLineThatIsNoTokenIsRefusedWithoutBeingShown(String line) throws IOException {
        var file = file("bob read HASH\n" + line);

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> TokenFile.open(file))
                .withMessage("FLAGSTAFF_ADMIN_TOKENS_FILE line 2 must be a name, read or write, and a SHA-256 in"
                        + " lower-case hexadecimal");
    }

    @Test
    void everyLineThatIsNoTokenIsNamedAtOnce() throws IOException {
        var file = file("a\nbob read HASH\n" + "b");

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> TokenFile.open(file))
                .withMessageMatching(
                        "FLAGSTAFF_ADMIN_TOKENS_FILE line 1 must .*\nFLAGSTAFF_ADMIN_TOKENS_FILE line 3 must .*");
    }

    @Test
    void aFileWithoutTokensLetsNobodyIn() throws IOException {
        assertThat(TokenFile.open(file("# nobody yet\n")).find(HASH)).isEmpty();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("tokens"), content.replace("HASH", HASH));
    }
}
