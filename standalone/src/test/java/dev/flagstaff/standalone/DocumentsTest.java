package dev.flagstaff.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.config.Setting;
import dev.flagstaff.eval.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What documents, manifests and scripts name is there.
class DocumentsTest {
    private static final List<String> FOLDERS = List.of(".ci", "bench", "docs", "interop", "k8s");
    private static final List<String> MODULES = List.of("core", "admin", "sidecar", "standalone");
    private static final Pattern NOT_READ = Pattern.compile("(.*/)?((src|target|node_modules)/.*|\\.(?!env)[^/]*)");
    private static final Document ARCHITECTURE = Document.of(Path.of("ARCHITECTURE.md"));
    private static final Document CONTRIBUTING = Document.of(Path.of("CONTRIBUTING.md"));

    private static final Pattern SETTING = Pattern.compile("\\b(FLAGSTAFF_[A-Z_]*[A-Z])");
    /// All limits together are `FLAGSTAFF_HTTP_*`; what tests and measurements run on is no setting of a process.
    private static final Set<String> NO_SETTINGS =
            Set.of("FLAGSTAFF_HTTP", "FLAGSTAFF_TEST_REDIS", "FLAGSTAFF_BENCH_JAVA");

    private static final Pattern METRIC = Pattern.compile("\\b(flagstaff_[a-z_]*?[a-z])(?:_bucket|_count|_sum)?\\b");
    private static final Pattern RUNBOOK = Pattern.compile("runbook_url: (\\S+)");
    private static final Pattern PLACE = Pattern.compile("`([a-z]+/[A-Za-z.-]+)`");
    private static final Pattern CLASS = Pattern.compile("(?:[a-z]+/)?([A-Z][A-Za-z]+)");
    private static final Pattern FOLDER = Pattern.compile("(?m)^ *([a-z0-9]+)/ ");

    private static List<Document> documents;

    @BeforeAll
    static void read() {
        documents = Stream.concat(files(".", 1), FOLDERS.stream().flatMap(folder -> files(folder, 9)))
                .map(Document.ROOT::relativize)
                .filter(file -> !NOT_READ.matcher(file.toString()).matches())
                .map(Document::of)
                .toList();
    }

    private static Stream<Path> files(String folder, int depth) {
        try (var files = Files.walk(Document.ROOT.resolve(folder).normalize(), depth)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatAnAppGetsIsSaidForEveryReason() {
        var said = Document.of(Path.of("docs", "openfeature.md")).rows("decision", "flag without config").stream()
                .flatMap(row -> row.code(0).stream());

        assertThat(said)
                .containsOnly(Stream.of(Reason.values()).map(Reason::wireName).toArray(String[]::new));
    }

    @Test
    void everyLinkLeadsToAFileAndItsHeading() {
        var links = new HashSet<Link>();
        for (var document : documents) {
            if (document.file().toString().endsWith(".md")) {
                document.links().forEach(target -> links.add(Link.from(document.file(), target)));
            }
            document.find(RUNBOOK).forEach(target -> links.add(Link.from(Path.of("README.md"), target)));
        }
        assertThat(links).hasSizeGreaterThan(20).allMatch(Link::leadsSomewhere);
    }

    /// @param fragment of the target's heading; empty for none
    private record Link(Path target, String fragment) {
        static Link from(Path file, String target) {
            int end = target.indexOf('#');
            String path = end < 0 ? target : target.substring(0, end);
            return new Link(
                    path.isEmpty() ? file : file.resolveSibling(path).normalize(),
                    end < 0 ? "" : target.substring(end + 1));
        }

        boolean leadsSomewhere() {
            return Files.exists(Document.ROOT.resolve(target))
                    && (fragment.isEmpty() || Document.of(target).fragments().contains(fragment));
        }
    }

    @Test
    void everySettingIsOneOfTheCode() {
        var settings = new HashSet<>(NO_SETTINGS);
        for (var setting : Setting.values()) {
            settings.add(setting.name());
            settings.add(setting.name() + "_FILE");
        }
        assertThat(documents.stream().flatMap(document -> document.find(SETTING)))
                .hasSizeGreaterThan(60)
                .isSubsetOf(settings);
    }

    @Test
    void everyMetricIsOneThatIsScraped(@TempDir Path directory) {
        try (var running = Unconnected.start(directory)) {
            assertThat(documents.stream().flatMap(document -> document.find(METRIC)))
                    .hasSizeGreaterThan(60)
                    .isSubsetOf(running.metrics());
        }
    }

    @Test
    void everyPlaceOfTheArchitectureIsThere() {
        var sources = MODULES.stream()
                .flatMap(module -> files(module + "/src/main", 9))
                .map(file -> file.toString().replaceFirst("\\.java$", ""))
                .toList();
        assertThat(ARCHITECTURE.find(PLACE))
                .hasSizeGreaterThan(10)
                .allSatisfy(place -> assertThat(sources).anyMatch(file -> file.endsWith("/" + place)));
    }

    @Test
    void whereAChangeGoesIsThere() {
        var classes = MODULES.stream()
                .flatMap(module -> files(module + "/src", 12))
                .map(file -> String.valueOf(file.getFileName()))
                .toList();
        assertThat(CONTRIBUTING.rows("to add").stream()
                        .flatMap(row -> row.code(1).stream())
                        .map(CLASS::matcher)
                        .filter(Matcher::matches)
                        .map(name -> name.group(1) + ".java"))
                .hasSizeGreaterThan(20)
                .allMatch(classes::contains);
    }

    @Test
    void theMapOfTheArchitectureHasEveryRoom() {
        assertThat(ARCHITECTURE.find(FOLDER))
                .containsAll(folders("."))
                .containsAll(rooms("core"))
                .containsAll(rooms("sidecar"));
        assertThat(ARCHITECTURE.find(FOLDER))
                .allMatch(name -> Files.isDirectory(Document.ROOT.resolve(name))
                        || rooms("core").contains(name)
                        || rooms("sidecar").contains(name));
    }

    private static List<String> rooms(String module) {
        return folders(module + "/src/main/java/dev/flagstaff");
    }

    private static List<String> folders(String parent) {
        try (var entries = Files.list(Document.ROOT.resolve(parent).normalize())) {
            return entries.filter(Files::isDirectory)
                    .map(Path::getFileName)
                    .map(Path::toString)
                    .filter(name -> !name.startsWith(".") && !name.equals("target"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
