package dev.flagstaff.admin;

import dev.flagstaff.http.ClassPathFile;
import dev.flagstaff.http.Router;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;

/// The description of the admin API, and the page that shows it. Stateless.
///
/// Both are open where there are tokens, too: a browser that opens a page sends none, and they say nothing of this
/// installation, only what everybody can read in the sources. Each file of the page has a route of its own, so no path
/// leads to any other.
final class Documentation {
    private static final String WEBJAR = "swagger-ui";
    private static final HeaderName NO_SNIFF = HeaderNames.create("X-Content-Type-Options");
    private static final HeaderName POLICY = HeaderNames.create("Content-Security-Policy");
    private static final HeaderName REFERRER = HeaderNames.create("Referrer-Policy");
    /// The page asks this listener alone, runs no script but its files, and is shown in no other page.
    private static final String ITSELF_ALONE =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Map<HeaderName, String> OURS =
            Map.of(NO_SNIFF, "nosniff", HeaderNames.CACHE_CONTROL, "no-cache");
    /// Another version has another path.
    private static final Map<HeaderName, String> OF_THIS_VERSION =
            Map.of(NO_SNIFF, "nosniff", HeaderNames.CACHE_CONTROL, "public, max-age=31536000, immutable");

    private static final String SCRIPT = "text/javascript; charset=utf-8";

    private Documentation() {}

    static void addTo(Router router) {
        String version = version();
        byte[] page = new String(file("docs.html", "text/html").bytes(), StandardCharsets.UTF_8)
                .replace("{version}", version)
                .getBytes(StandardCharsets.UTF_8);
        router.get("/openapi.yaml", ClassPathFile.openApi(Documentation.class))
                .get("/docs", exchange -> {
                    OURS.forEach(exchange::answerHeader);
                    exchange.answerHeader(POLICY, ITSELF_ALONE)
                            .answerHeader(REFERRER, "no-referrer")
                            .send(Status.OK_200, "text/html; charset=utf-8", page);
                })
                .get("/docs/page.js", file("docs.js", SCRIPT))
                .get(
                        "/docs/" + version + "/swagger-ui.css",
                        asset(version, "swagger-ui.css", "text/css; charset=utf-8"))
                .get("/docs/" + version + "/swagger-ui-bundle.js", asset(version, "swagger-ui-bundle.js", SCRIPT));
    }

    private static ClassPathFile file(String name, String contentType) {
        return new ClassPathFile(Documentation.class, name, contentType, OURS);
    }

    /// A file of the WebJar, where [WebJars](https://www.webjars.org) have theirs.
    private static ClassPathFile asset(String version, String name, String contentType) {
        String path = "/META-INF/resources/webjars/" + WEBJAR + "/" + version + "/" + name;
        return new ClassPathFile(Documentation.class, path, contentType, OF_THIS_VERSION);
    }

    private static String version() {
        var about = new Properties();
        byte[] text = file("/META-INF/maven/org.webjars/" + WEBJAR + "/pom.properties", "")
                .bytes();
        try {
            about.load(new ByteArrayInputStream(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return about.getProperty("version", "");
    }
}
