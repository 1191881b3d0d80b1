package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.http.ListenFailureException;
import dev.flagstaff.lifecycle.StartException;
import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An admin starts whole or not at all, and leaves nothing behind.
@Timeout(120)
class StartIT {
    private final TestRedis redis = TestRedis.start(new String[0]);

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void aPortThatIsInUseIsToldInOneLine() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertRefused(Map.of("PORT", port), "cannot listen on 127.0.0.1:" + port + " for the admin API: ");
            assertRefused(
                    Map.of("FLAGSTAFF_ADMIN_MANAGEMENT_PORT", port),
                    "cannot listen on 127.0.0.1:" + port + " for the management: ");
        }
    }

    @Test
    void anAdminThatCouldNotStartHoldsNoConnection() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertRefused(Map.of("FLAGSTAFF_ADMIN_MANAGEMENT_PORT", port), "cannot listen on ");
        }

        assertNoConnections();
    }

    @Test
    void anAdminThatIsClosedLeavesItsPortsAndConnections() {
        Map<String, String> ports;
        try (var admin = RunningAdmin.at(redis.url())) {
            ports = Map.of(
                    "PORT", Integer.toString(admin.admin().port()),
                    "FLAGSTAFF_ADMIN_MANAGEMENT_PORT",
                            Integer.toString(admin.admin().managementPort()));
            assertThat(redis.cli().clientList()).contains("name=flagstaff-admin-writes");
        }
        assertNoConnections();

        try (var again = RunningAdmin.at(redis.url(), "error", ports).awaitConnected()) {
            assertThat(again.api().get("/api/admin/flags").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTokensFileThatCannotBeReadIsToldInOneLine() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() ->
                        RunningAdmin.at(redis.url(), "error", Map.of("FLAGSTAFF_ADMIN_TOKENS_FILE", "/nowhere/tokens")))
                .withMessageMatching("FLAGSTAFF_ADMIN_TOKENS_FILE cannot be read: .*/nowhere/tokens");
    }

    private void assertRefused(Map<String, String> settings, String beginning) {
        assertThatExceptionOfType(ListenFailureException.class)
                .isThrownBy(() -> RunningAdmin.at(redis.url(), "error", settings))
                .satisfies(failure ->
                        assertThat(failure.getMessage()).startsWith(beginning).hasLineCount(1));
    }

    /// Redis notices a little later than whoever closes them.
    private void assertNoConnections() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(redis.cli().clientList()).doesNotContain("name=flagstaff-"));
    }
}
