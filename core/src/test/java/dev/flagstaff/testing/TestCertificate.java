package dev.flagstaff.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate for `localhost` and 127.0.0.1 that signs itself, made by the JDK's keytool, and its key. Immutable.
public record TestCertificate(X509Certificate certificate, Key key) {
    private static final char[] PASSWORD = Keytool.PASSWORD.toCharArray();

    /// Makes one.
    ///
    /// @param directory where to work
    /// @param algorithm `RSA` or `EC`
    public static TestCertificate make(Path directory, String algorithm) throws IOException, GeneralSecurityException {
        var file = Files.createTempDirectory(directory, "keys").resolve("store.p12");
        Keytool.generate(
                file,
                "it",
                algorithm,
                List.of("-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-validity", "2"));
        var store = KeyStore.getInstance(file.toFile(), PASSWORD);
        return new TestCertificate((X509Certificate) store.getCertificate("it"), store.getKey("it", PASSWORD));
    }

    /// The certificate in PEM.
    public String certificatePem() throws GeneralSecurityException {
        return Keytool.pem("CERTIFICATE", certificate.getEncoded());
    }

    /// The key in PEM, as PKCS #8.
    public String keyPem() {
        return Keytool.pem("PRIVATE KEY", key.getEncoded());
    }

    /// What a client that trusts this certificate and no other connects with.
    public SSLContext trustingContext() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("it", certificate);
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
