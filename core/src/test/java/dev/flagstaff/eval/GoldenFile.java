package dev.flagstaff.eval;

import dev.flagstaff.flag.DefinitionReader;
import dev.flagstaff.flag.DefinitionReader.Outcome;
import dev.flagstaff.flag.FlagDefinition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// A file of `cases/`: a definition as the body of a `PUT`, and what evaluations of it must answer. An answer is
/// compared byte for byte, so it stands in its file as it must be answered: compact, members in the contract's order.
record GoldenFile(String name, FlagDefinition definition, List<Case> cases) {
    record Case(String name, EvaluationContext context, String answer, Expected expected) {
        private static Case of(RawJson json) {
            return new Case(
                    json.member("name").string(),
                    new EvaluationContext(
                            json.member("environment").string(),
                            json.member("subject").string(),
                            json.member("region").string()),
                    json.member("answer").text(),
                    Expected.of(json.member("answer")));
        }
    }

    /// What the answer says, taken from its text.
    record Expected(boolean enabled, String reason, int bucket, String value) {
        private static Expected of(RawJson answer) {
            return new Expected(
                    Boolean.parseBoolean(answer.member("enabled").text()),
                    answer.member("reason").string(),
                    Integer.parseInt(answer.member("bucket").text()),
                    answer.member("value").text());
        }
    }

    static List<GoldenFile> all() {
        var folder = GoldenFile.class.getResource("/cases");
        if (folder == null) {
            throw new IllegalStateException("no golden cases on the class path");
        }
        try (var files = Files.list(Path.of(URI.create(folder.toString())))) {
            return files.sorted().map(GoldenFile::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenFile read(Path file) {
        try {
            var json = new RawJson(Files.readString(file));
            var cases = json.member("cases").elements().stream().map(Case::of).toList();
            return new GoldenFile(String.valueOf(file.getFileName()), definition(json.member("definition")), cases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FlagDefinition definition(RawJson body) {
        byte[] utf8 = body.text().getBytes(StandardCharsets.UTF_8);
        return switch (DefinitionReader.read(body.member("flagKey").string(), utf8, Instant.EPOCH)) {
            case Outcome.Accepted accepted -> accepted.definition();
            case Outcome.Refused refused -> throw new IllegalStateException(refused.faults() + " in " + body.text());
        };
    }
}
