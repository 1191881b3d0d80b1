package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class TokenCommandTest {
    @Test
    void theLineThatIsPrintedFitsTheTokenThatIsPrinted() {
        var lines = run("alice", "write").lines().toList();

        assertThat(lines).hasSize(4);
        String secret = lines.get(1);
        assertThat(secret).matches("[A-Za-z0-9_-]{43}");
        assertThat(AccessToken.parse(lines.get(3)))
                .hasValue(new AccessToken("alice", Role.WRITE, AccessToken.hash(secret)));
    }

    @Test
    void noTwoTokensAreTheSame() {
        var secrets = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            secrets.add(AccessToken.newSecret());
        }
        assertThat(secrets).hasSize(1_000);
    }

    private static String run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            TokenCommand.main(arguments);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
