package dev.flagstaff.http;

import dev.flagstaff.config.WatchedFiles;
import dev.flagstaff.lifecycle.StartException;
import io.helidon.common.configurable.Resource;
import io.helidon.common.pki.Keys;
import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;

/// A server's certificate chain and key, from PEM files that are read again when they change. Thread-safe.
public final class ServerCertificate {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");
    static final String ALIAS = "server";

    private final WatchedFiles<X509ExtendedKeyManager> files;

    private ServerCertificate(WatchedFiles<X509ExtendedKeyManager> files) {
        this.files = files;
    }

    /// Reads the files.
    ///
    /// @param name the settings that name them, for messages
    /// @param chain the certificate, and those between it and its root
    /// @param key in PKCS #8, or RSA in PKCS #1, without a passphrase
    /// @throws StartException when they cannot be read, or do not belong together
    public static ServerCertificate open(String name, Path chain, Path key) {
        return new ServerCertificate(WatchedFiles.open(name, List.of(chain, key), () -> read(name, chain, key)));
    }

    X509ExtendedKeyManager current() {
        return files.current();
    }

    Tls tls() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new CurrentKey(this)}, null, null);
            return Tls.builder()
                    .sslContext(context)
                    .enabledProtocols(PROTOCOLS)
                    .endpointIdentificationAlgorithm(Tls.ENDPOINT_IDENTIFICATION_NONE)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must have TLS", e);
        }
    }

    private static X509ExtendedKeyManager read(String name, Path chain, Path key) throws IOException {
        byte[] chainPem = Files.readAllBytes(chain);
        byte[] keyPem = Files.readAllBytes(key);
        List<X509Certificate> certificates;
        PrivateKey privateKey;
        try {
            certificates = Keys.builder()
                    .pem(pem -> pem.certChain(Resource.create("the certificate", chainPem)))
                    .build()
                    .certChain();
            privateKey = Keys.builder()
                    .pem(pem -> pem.key(Resource.create("the key", keyPem)))
                    .build()
                    .privateKey()
                    .orElseThrow();
        } catch (RuntimeException malformed) {
            // Not the cause: whatever it quotes is of a private key.
            throw new StartException(
                    name + " must be PEM files, the key in PKCS #8 or as RSA in PKCS #1, without a passphrase");
        }
        try {
            return keyManager(certificates, privateKey);
        } catch (GeneralSecurityException mismatched) {
            throw new StartException(name + " do not belong together: the key is not that of the certificate");
        }
    }

    private static X509ExtendedKeyManager keyManager(List<X509Certificate> chain, PrivateKey key)
            throws GeneralSecurityException, IOException {
        KeyPairs.requireMatch(chain.getFirst().getPublicKey(), key);
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, new char[0], chain.toArray(X509Certificate[]::new));
        var factory = KeyManagerFactory.getInstance("SunX509");
        factory.init(store, new char[0]);
        for (var manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager x509) {
                return x509;
            }
        }
        throw new IllegalStateException("SunX509 makes X.509 key managers");
    }
}
