package dev.flagstaff.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// An authority and what it signed, made for one test class by the JDK's keytool and thrown away after it.
public final class Certificates implements AutoCloseable {
    /// For this machine's loopback.
    public static final String SERVER = "server";
    /// For another machine.
    public static final String ELSEWHERE = "elsewhere";
    /// For this machine's loopback, but of the past.
    public static final String EXPIRED = "expired";
    /// For a client.
    public static final String CLIENT = "client";

    private static final String AUTHORITY = "authority";
    private static final String OTHER_AUTHORITY = "other";
    private static final String LOOPBACK = "san=ip:127.0.0.1,dns:localhost";

    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    /// Makes them all.
    public static Certificates make() {
        try {
            var made = new Certificates(Files.createTempDirectory("flagstaff-certificates"));
            made.generate(AUTHORITY, List.of("-ext", "bc:c"));
            made.generate(OTHER_AUTHORITY, List.of("-ext", "bc:c"));
            made.generate(SERVER, signed("-ext", LOOPBACK));
            made.generate(ELSEWHERE, signed("-ext", "san=dns:elsewhere.example"));
            made.generate(EXPIRED, signed("-ext", LOOPBACK, "-startdate", "-10d", "-validity", "5"));
            made.generate(CLIENT, signed());
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> signed(String... options) {
        var all = new ArrayList<>(List.of("-signer", AUTHORITY));
        all.addAll(List.of(options));
        return all;
    }

    private void generate(String name, List<String> options) throws IOException {
        var all = new ArrayList<>(List.of("-dname", "CN=" + name));
        all.addAll(options);
        Keytool.generate(store(), name, "EC", all);
    }

    private Path store() {
        return directory.resolve("store.p12");
    }

    /// A file with the certificate of the authority that signed the others.
    public Path authority() {
        return pem(AUTHORITY, "CERTIFICATE");
    }

    /// A file with the certificate of an authority that signed none of them.
    public Path otherAuthority() {
        return pem(OTHER_AUTHORITY, "CERTIFICATE");
    }

    /// A file with a certificate.
    public Path certificate(String name) {
        return pem(name, "CERTIFICATE");
    }

    /// A file with the private key of a certificate.
    public Path key(String name) {
        return pem(name, "PRIVATE KEY");
    }

    private Path pem(String name, String kind) {
        try {
            var store = load();
            byte[] content = kind.equals("CERTIFICATE")
                    ? store.getCertificate(name).getEncoded()
                    : store.getKey(name, Keytool.PASSWORD.toCharArray()).getEncoded();
            return Files.writeString(
                    directory.resolve(name + "." + kind.charAt(0) + ".pem"), Keytool.pem(kind, content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store().toFile(), Keytool.PASSWORD.toCharArray());
    }

    /// What a server needs that shows one of the certificates and trusts the authority.
    SSLContext server(String name) {
        try {
            var all = load();
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, null);
            own.setKeyEntry(
                    name,
                    all.getKey(name, Keytool.PASSWORD.toCharArray()),
                    Keytool.PASSWORD.toCharArray(),
                    all.getCertificateChain(name));
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, Keytool.PASSWORD.toCharArray());
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(AUTHORITY, all.getCertificate(AUTHORITY));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try (var files = Files.walk(directory)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
