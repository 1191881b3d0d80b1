package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.admin.Admin;
import dev.flagstaff.admin.AdminConfig;
import dev.flagstaff.logging.LogSettings;
import dev.flagstaff.logging.Logs;
import dev.flagstaff.sidecar.Sidecar;
import dev.flagstaff.sidecar.SidecarConfig;
import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.Scrape;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An admin and a sidecar whose Redis is not there, which is enough to see what they have. Used by one thread.
final class Unconnected implements AutoCloseable {
    private static final Pattern CONDITION = Pattern.compile("\"([a-z]+)\":\\{\"holds\"");

    private final Admin admin;
    private final Sidecar sidecar;

    private Unconnected(Admin admin, Sidecar sidecar) {
        this.admin = admin;
        this.sidecar = sidecar;
    }

    /// Starts both.
    ///
    /// @param directory where the sidecar's snapshot would be
    static Unconnected start(Path directory) {
        var admin = Admin.start(AdminConfig.from(settings(Map.of())), Logs.start(new LogSettings("off", false)));
        return new Unconnected(
                admin,
                Sidecar.start(SidecarConfig.from(settings(Map.of("FLAGSTAFF_SNAPSHOT_DIR", directory.toString())))));
    }

    private static Map<String, String> settings(Map<String, String> more) {
        var settings = new HashMap<>(Map.of(
                "REDIS_URL", "redis://127.0.0.1:1",
                "PORT", "0",
                "FLAGSTAFF_ADMIN_MANAGEMENT_PORT", "0",
                "FLAGSTAFF_SIDECAR_PORT", "0",
                "FLAGSTAFF_SIDECAR_MANAGEMENT_PORT", "0",
                "FLAGSTAFF_MANAGEMENT_HOST", "127.0.0.1"));
        settings.putAll(more);
        return settings;
    }

    HttpConversation adminApi() {
        return new HttpConversation(admin.url(), TwoEnds.ADMIN);
    }

    /// Asserts that a document has every metric in one row of the right table, and no other.
    void assertMetricsAreThoseOf(Document document) {
        assertThat(document.names("metric of the sidecar")).containsExactlyInAnyOrderElementsOf(metrics(sidecar()));
        assertThat(document.names("metric of the admin")).containsExactlyInAnyOrderElementsOf(metrics(admin()));
    }

    /// The names of all metrics.
    Set<String> metrics() {
        return Stream.of(admin(), sidecar())
                .flatMap(management -> metrics(management).stream())
                .collect(Collectors.toSet());
    }

    /// As they are scraped, but for the greatest value, which goes with each histogram.
    private static List<String> metrics(HttpConversation management) {
        return Scrape.of(management).help().stream()
                .filter(name -> !name.endsWith("_seconds_max"))
                .toList();
    }

    /// What `/readyz` of either looks at.
    Set<String> conditions() {
        return Stream.of(admin(), sidecar())
                .map(management -> management.get("/readyz").body())
                .flatMap(body -> CONDITION.matcher(body).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private HttpConversation admin() {
        return management(admin.managementPort(), "admin");
    }

    private HttpConversation sidecar() {
        return management(sidecar.managementPort(), "sidecar");
    }

    private static HttpConversation management(int port, String application) {
        return new HttpConversation("http://127.0.0.1:" + port, DescribedApi.managementOf(application));
    }

    @Override
    public void close() {
        try (admin) {
            sidecar.close();
        }
    }
}
