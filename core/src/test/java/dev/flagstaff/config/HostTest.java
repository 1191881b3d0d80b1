package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "127.0.0.1",
                "127.1.2.3",
                "::1",
                "[::1]",
                "0:0:0:0:0:0:0:1",
                "::ffff:127.0.0.1"
            })
    void localhostAndLoopbackAddressesAreLoopback(String text) {
        assertThat(new Host(text).isLoopback()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "::",
                "10.0.0.1",
                "128.0.0.1",
                "fe80::1",
                "::ffff:10.0.0.1",
                "localhost.example",
                "localhost.",
                "ip6-localhost",
                "redis",
                "my_service",
                "a-b.example.com.",
                "1a",
                "10-0-0-1.pod"
            })
    void otherAddressesAndNamesAreNotWhateverTheyResolveTo(String text) {
        assertThat(new Host(text).isLoopback()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "a b",
                "127.0.0.1:80",
                "localhost:80",
                "http://localhost",
                "127.0.0.256",
                "1.2.3.4.5",
                "a.1",
                "-a",
                "a-",
                "a..b",
                ".",
                ".a",
                "*",
                "[::1",
                "::g",
                "höst",
                "a\n",
                "a/b",
                "user@host"
            })
    void whatIsNeitherANameNorAnAddressIsRefused(String text) {
        assertThat(Host.parse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new Host(text));
    }

    @Test
    void aNameHasLabelsOfAtMost63CharactersAnd253InAll() {
        String label = "a".repeat(63);
        assertThat(Host.parse(label)).isPresent();
        assertThat(Host.parse(label + "a")).isEmpty();
        assertThat(Host.parse((label + ".").repeat(3) + "a".repeat(61))).isPresent();
        assertThat(Host.parse((label + ".").repeat(3) + "a".repeat(62))).isEmpty();
    }
}
