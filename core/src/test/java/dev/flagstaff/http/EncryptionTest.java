package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.flagstaff.lifecycle.StartException;
import dev.flagstaff.testing.RawConnection;
import dev.flagstaff.testing.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A listener with a certificate.
@Timeout(120)
class EncryptionTest {
    private static final String GET = "GET /api/flags/f HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private static TestCertificate rsa;
    private static TestCertificate otherRsa;
    private static TestCertificate ec;

    @TempDir
    private Path directory;

    private Path chain;
    private Path key;

    @BeforeAll
    static void certificates(@TempDir Path made) throws IOException, GeneralSecurityException {
        rsa = TestCertificate.make(made, "RSA");
        otherRsa = TestCertificate.make(made, "RSA");
        ec = TestCertificate.make(made, "EC");
    }

    @BeforeEach
    void files() {
        chain = directory.resolve("tls.crt");
        key = directory.resolve("tls.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void whoTrustsTheCertificateIsServed(String algorithm) throws Exception {
        var certificate = write(algorithm.equals("EC") ? ec : rsa);
        try (var served = served()) {
            assertThat(answer(served, certificate, "TLSv1.3"))
                    .contains("200 OK")
                    .endsWith("\"f\"");
            assertThat(answer(served, certificate, "TLSv1.2"))
                    .contains("200 OK")
                    .endsWith("\"f\"");
            assertThat(served.listener().url()).startsWith("https://127.0.0.1:");
        }
    }

    @Test
    void olderVersionsAndWhatIsNotEncryptedAreRefused() throws Exception {
        var certificate = write(rsa);
        try (var served = served();
                var plain = served.connect()) {
            assertThatExceptionOfType(SSLHandshakeException.class)
                    .isThrownBy(() -> answer(served, certificate, "TLSv1.1"));
            assertThat(plain.say(GET).answer()).doesNotContain("200 OK");
        }
    }

    @Test
    void aHandshakeThatDoesNotArriveInTimeEndsItsConnection() throws Exception {
        write(rsa);
        var hasty = new HttpLimits(16_384, 12_288, 1_048_576, 1_000, Duration.ofMillis(300));
        try (var served = Served.behind(Door.within(hasty).encryptedWith(open()));
                var slow = RawConnection.to(served.listener().port())) {
            assertThat(slow.say("\u0016\u0003\u0001").isClosedWithin(Duration.ofSeconds(30)))
                    .isTrue();
        }
    }

    @Test
    void aChangedCertificateIsTheOneOfTheNextConnection() throws Exception {
        var old = write(rsa);
        try (var served = served()) {
            assertThat(answer(served, old, "TLSv1.3")).contains("200 OK");

            var changed = write(ec);

            assertThat(answer(served, changed, "TLSv1.3")).contains("200 OK");
            assertThatExceptionOfType(SSLHandshakeException.class).isThrownBy(() -> answer(served, old, "TLSv1.3"));
        }
    }

    @Test
    void aCertificateWithoutItsKeyLeavesTheOneBeforeInForce() throws Exception {
        var old = write(rsa);
        try (var served = served()) {
            Files.writeString(chain, otherRsa.certificatePem());
            assertThat(answer(served, old, "TLSv1.3")).contains("200 OK");

            Files.writeString(key, otherRsa.keyPem());
            assertThat(answer(served, otherRsa, "TLSv1.3")).contains("200 OK");
        }
    }

    @Test
    void filesThatAreNoCertificateAndKeyKeepAListenerFromStartingWithoutBeingShown() throws Exception {
        var certificate = write(rsa);
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
        assertRefused("CERT and KEY must be PEM files, the key in PKCS #8 or as RSA in PKCS #1, without a passphrase");

        Files.writeString(key, otherRsa.keyPem());
        assertRefused("CERT and KEY do not belong together: the key is not that of the certificate");

        Files.writeString(key, ec.keyPem());
        assertRefused("CERT and KEY do not belong together: the key is not that of the certificate");

        Files.writeString(key, certificate.keyPem());
        Files.writeString(chain, "");
        assertRefused("CERT and KEY must be PEM files, the key in PKCS #8 or as RSA in PKCS #1, without a passphrase");

        Files.delete(key);
        assertRefused("CERT and KEY cannot be read: java.nio.file.NoSuchFileException: " + key);
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(this::open)
                .withMessage(message)
                .satisfies(refused ->
                        assertThat(refused.getCause()).matches(cause -> cause == null || cause instanceof IOException));
    }

    private TestCertificate write(TestCertificate certificate) throws IOException, GeneralSecurityException {
        Files.writeString(key, certificate.keyPem());
        Files.writeString(chain, certificate.certificatePem());
        return certificate;
    }

    private ServerCertificate open() {
        return ServerCertificate.open("CERT and KEY", chain, key);
    }

    private Served served() {
        return Served.behind(Door.within(Served.LIMITS).encryptedWith(open()));
    }

    private static String answer(Served served, TestCertificate trusted, String version)
            throws IOException, GeneralSecurityException {
        var sockets = trusted.trustingContext().getSocketFactory();
        try (var socket =
                (SSLSocket) sockets.createSocket("127.0.0.1", served.listener().port())) {
            socket.setSoTimeout(30_000);
            socket.setEnabledProtocols(new String[] {version});
            socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
