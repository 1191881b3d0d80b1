package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The files of users that are shipped, held against the table of commands in `docs/operations.md`.
class ShippedUsersTest {
    private static final String REDIS_6 = "users-6.2.acl";

    @ParameterizedTest
    @ValueSource(strings = {"admin", "sidecar"})
    void aUserMaySendWhatIsDocumentedAndNothingElse(String user) {
        var documented = DocumentedCommands.of(user);

        assertThat(documented).hasSizeGreaterThan(10);
        assertThat(DocumentedCommands.granted("users.acl", user)).isEqualTo(documented);
        // It has no such command, and refuses a file that names one.
        documented.remove("evalsha_ro");
        assertThat(DocumentedCommands.granted(REDIS_6, user)).isEqualTo(documented);
    }

    @ParameterizedTest
    @CsvSource({"users.acl, admin", "users.acl, sidecar", REDIS_6 + ", admin", REDIS_6 + ", sidecar"})
    void everythingElseIsTakenAwayBefore(String file, String user) {
        assertThat(DocumentedCommands.rules(file, user))
                .containsSubsequence("resetkeys", "resetchannels", "-@all", "+auth")
                .noneMatch(rule -> rule.startsWith("+@") || rule.matches("all(commands|keys|channels)|[~&]\\*"));
    }
}
