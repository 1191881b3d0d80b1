package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.flagstaff.config.Settings;
import dev.flagstaff.testing.Certificates;
import dev.flagstaff.testing.TestRedis;
import dev.flagstaff.testing.TlsWire;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A Redis that speaks TLS, with certificates of an authority that nobody knows but whoever is told of it.
@Timeout(120)
class TlsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static Certificates certificates;
    private static TestRedis redis;

    @BeforeAll
    static void start() {
        certificates = Certificates.make();
        redis = TestRedis.plain();
    }

    @AfterAll
    static void end() {
        redis.close();
        certificates.close();
    }

    @Test
    void withItsAuthorityKnownReadsWritesAndTheFeedWork() {
        try (var wire = wire(Certificates.SERVER, false)) {
            works(trusting(wire));
        }
    }

    @Test
    void withACertificateOfOurOwnReadsWritesAndTheFeedWork() {
        try (var wire = wire(Certificates.SERVER, true)) {
            var settings = trusting(wire);
            settings.put(
                    "FLAGSTAFF_REDIS_CERT_FILE",
                    certificates.certificate(Certificates.CLIENT).toString());
            settings.put(
                    "FLAGSTAFF_REDIS_KEY_FILE",
                    certificates.key(Certificates.CLIENT).toString());
            works(settings);
        }
    }

    @Test
    void withoutACertificateOfOurOwnWhereOneIsWantedTheMessageSaysWhatIsMissing() {
        try (var wire = wire(Certificates.SERVER, true)) {
            fails(trusting(wire), "FLAGSTAFF_REDIS_CERT_FILE and FLAGSTAFF_REDIS_KEY_FILE");
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        try (var wire = wire(Certificates.ELSEWHERE, false)) {
            fails(trusting(wire), "its certificate is for another name");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() {
        try (var wire = wire(Certificates.EXPIRED, false)) {
            fails(trusting(wire), "its certificate has expired");
        }
    }

    @Test
    void aCertificateOfAnotherAuthorityIsRefused() {
        try (var wire = wire(Certificates.SERVER, false)) {
            var settings = trusting(wire);
            settings.put(
                    "FLAGSTAFF_REDIS_CA_FILE", certificates.otherAuthority().toString());
            fails(settings, "signed by nobody we trust: FLAGSTAFF_REDIS_CA_FILE");
            settings.remove("FLAGSTAFF_REDIS_CA_FILE");
            fails(settings, "signed by nobody we trust: FLAGSTAFF_REDIS_CA_FILE");
        }
    }

    private static TlsWire wire(String certificate, boolean wantsCertificate) {
        return TlsWire.to(redis.port(), certificates, certificate, wantsCertificate);
    }

    private static Map<String, String> trusting(TlsWire wire) {
        return new HashMap<>(Map.of(
                "REDIS_URL", wire.url(),
                "FLAGSTAFF_REDIS_CA_FILE", certificates.authority().toString()));
    }

    private static RedisAddress address(Map<String, String> environment) {
        var settings = Settings.of(environment);
        var address = RedisAddress.from(settings);
        settings.check();
        return address;
    }

    private static void works(Map<String, String> environment) {
        var address = address(environment);
        try (var open = OpenStore.connecting(address, OpenStore.PREFIX, PATIENCE)
                        .awaitConnected();
                var feed = OpenFeed.connecting(address, OpenStore.PREFIX, OpenFeed.MESSAGES_ALONE)
                        .awaitLoaded()) {
            open.put(Definitions.numbered("banner", 7));
            assertThat(Definitions.number(open.store().find("banner").flag())).isEqualTo(7);
            feed.told().awaitAll(open.store());
        }
    }

    private static void fails(Map<String, String> environment, String message) {
        try (var open = OpenStore.connecting(address(environment), OpenStore.PREFIX, PATIENCE)) {
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(failure(open)).contains(message));
        }
    }

    private static String failure(OpenStore open) {
        try {
            open.store().list();
            return "it works";
        } catch (RedisUnavailableException unavailable) {
            return String.valueOf(unavailable.getMessage());
        }
    }
}
