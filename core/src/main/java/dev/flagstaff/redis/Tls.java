package dev.flagstaff.redis;

import dev.flagstaff.config.Setting;
import dev.flagstaff.config.Settings;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslOptions.Resource;
import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import org.jspecify.annotations.Nullable;

/// Whom TLS trusts and whom it shows: PEM files, read again for every connection, so that certificates can be
/// renewed while the process runs. Immutable.
///
/// @param authorities who may have signed Redis's certificate; null for whom the JDK trusts
/// @param certificate what Redis is shown; null for nothing
/// @param key the private key of that certificate; null exactly where that is
record Tls(
        @Nullable Path authorities,
        @Nullable Path certificate,
        @Nullable Path key) {
    static final Tls JDK = new Tls(null, null, null);

    private static final char[] NO_PASSWORD = {};

    /// Notes a fault for every file that is not what it should be.
    ///
    /// @param isSpoken whether the URL wants TLS at all
    static Tls from(Settings settings, boolean isSpoken) {
        var tls = new Tls(
                settings.optionalPath(Setting.FLAGSTAFF_REDIS_CA_FILE),
                settings.optionalPath(Setting.FLAGSTAFF_REDIS_CERT_FILE),
                settings.optionalPath(Setting.FLAGSTAFF_REDIS_KEY_FILE));
        tls.check(settings, isSpoken);
        return tls;
    }

    private void check(Settings settings, boolean isSpoken) {
        if (!isSpoken && (authorities != null || certificate != null || key != null)) {
            var first = authorities != null
                    ? Setting.FLAGSTAFF_REDIS_CA_FILE
                    : certificate != null ? Setting.FLAGSTAFF_REDIS_CERT_FILE : Setting.FLAGSTAFF_REDIS_KEY_FILE;
            settings.fault(first, "is for TLS, which REDIS_URL asks for as rediss://");
            return;
        }
        checkCertificates(settings, Setting.FLAGSTAFF_REDIS_CA_FILE, authorities);
        checkCertificates(settings, Setting.FLAGSTAFF_REDIS_CERT_FILE, certificate);
        if ((certificate == null) != (key == null)) {
            settings.fault(
                    certificate == null ? Setting.FLAGSTAFF_REDIS_CERT_FILE : Setting.FLAGSTAFF_REDIS_KEY_FILE,
                    "is required beside "
                            + (certificate == null ? "FLAGSTAFF_REDIS_KEY_FILE" : "FLAGSTAFF_REDIS_CERT_FILE"));
        } else if (certificate != null && key != null) {
            checkKey(settings, certificate, key);
        }
    }

    private static void checkCertificates(Settings settings, Setting setting, @Nullable Path file) {
        if (file == null) {
            return;
        }
        try (var in = Files.newInputStream(file)) {
            if (!CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .isEmpty()) {
                return;
            }
        } catch (Exception unreadable) {
            // The reason would quote what the file holds, and it may be the wrong file.
        }
        settings.fault(setting, "must name a file that can be read and holds certificates as PEM");
    }

    private static void checkKey(Settings settings, Path certificate, Path key) {
        try {
            var _ = SslContextBuilder.forClient()
                    .keyManager(certificate.toFile(), key.toFile())
                    .build();
        } catch (Exception unreadable) {
            settings.fault(
                    Setting.FLAGSTAFF_REDIS_KEY_FILE,
                    "must name a file that can be read and holds the certificate's private key as unencrypted"
                            + " PKCS #8 PEM (BEGIN PRIVATE KEY)");
        }
    }

    SslOptions options() {
        var options = SslOptions.builder().jdkSslProvider();
        if (authorities != null) {
            options.trustManager(Resource.from(authorities.toFile()));
        }
        if (certificate != null && key != null) {
            options.keyManager(Resource.from(certificate.toFile()), Resource.from(key.toFile()), NO_PASSWORD);
        }
        return options.build();
    }
}
