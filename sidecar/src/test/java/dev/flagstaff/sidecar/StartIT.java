package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.http.ListenFailureException;
import dev.flagstaff.testing.TestRedis;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A sidecar starts whole or not at all, listens where it should, and leaves nothing behind.
@Timeout(120)
class StartIT {
    private static final TestRedis REDIS = TestRedis.start(new String[0]);

    @AfterAll
    static void close() {
        REDIS.close();
    }

    @Test
    void aPortThatIsInUseIsToldInOneLineAndNothingIsLeft() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertRefused(Map.of("FLAGSTAFF_SIDECAR_PORT", port), port, "evaluation API");
            assertRefused(Map.of("FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", port), port, "management");
        }
        assertNoConnections();
    }

    @Test
    void evaluationsAreAnsweredOnLoopbackAlone() throws IOException {
        try (var sidecar = RunningSidecar.at(REDIS.url(), Map.of("FLAGSTAFF_MANAGEMENT_HOST", "0.0.0.0"))) {
            for (var address : addressesBeyondLoopback()) {
                assertThatExceptionOfType(ConnectException.class)
                        .as("%s", address)
                        .isThrownBy(() -> new Socket(address, sidecar.sidecar().port()).close());
                new Socket(address, sidecar.sidecar().managementPort()).close();
            }
            new Socket(InetAddress.getLoopbackAddress(), sidecar.sidecar().port()).close();
        }
    }

    @Test
    void aSidecarThatIsClosedLeavesItsPortsAndConnections() {
        Map<String, String> ports;
        try (var sidecar = RunningSidecar.at(REDIS.url())) {
            ports = Map.of(
                    "FLAGSTAFF_SIDECAR_PORT", Integer.toString(sidecar.sidecar().port()),
                    "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT",
                            Integer.toString(sidecar.sidecar().managementPort()));
            assertThat(REDIS.cli().clientList()).contains("name=flagstaff-feed-subscription");
        }
        assertNoConnections();

        try (var again = RunningSidecar.at(REDIS.url(), ports).awaitLoaded()) {
            assertThat(again.api().get("/api/flags").statusCode()).isEqualTo(200);
        }
    }

    private static void assertRefused(Map<String, String> settings, String port, String listener) {
        assertThatExceptionOfType(ListenFailureException.class)
                .isThrownBy(() -> RunningSidecar.at(REDIS.url(), settings))
                .satisfies(failure -> assertThat(failure.getMessage())
                        .startsWith("cannot listen on 127.0.0.1:" + port + " for the " + listener + ": ")
                        .hasLineCount(1));
    }

    private static List<InetAddress> addressesBeyondLoopback() throws IOException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .toList();
    }

    /// Redis notices a little later than whoever closes them.
    private static void assertNoConnections() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(REDIS.cli().clientList()).doesNotContain("name=flagstaff-"));
    }
}
