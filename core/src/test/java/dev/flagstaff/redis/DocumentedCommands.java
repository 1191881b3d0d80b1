package dev.flagstaff.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the documentation and the shipped users say of commands, each spelled as Redis counts it: `config|get`.
final class DocumentedCommands {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_ ]+)` \\| ([a-z, ]+) \\| (.*) \\|");

    private DocumentedCommands() {}

    /// One row of the table.
    ///
    /// @param isDispensable whether Flagstaff does without it, at least with a single Redis
    record Row(String command, Set<String> senders, boolean isDispensable) {}

    static List<Row> all() {
        return lines(ROOT.resolve("docs/operations.md")).stream()
                .map(ROW::matcher)
                .filter(row -> row.matches())
                .map(row -> new Row(
                        row.group(1).toLowerCase(Locale.ROOT).replace(' ', '|'),
                        Set.of(row.group(2).split(", ")),
                        !row.group(3).startsWith("always") && !row.group(3).startsWith("with credentials")))
                .toList();
    }

    static Set<String> of(String sender) {
        return all().stream()
                .filter(row -> row.senders().contains(sender))
                .map(Row::command)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The same as Redis counts it: before Redis 7, `CONFIG GET` as `config`.
    static Set<String> counted(String sender) {
        return of(sender).stream()
                .flatMap(command -> Stream.of(command, command.replaceFirst("\\|.*", "")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// What a user in a file of users may send.
    static Set<String> granted(String file, String user) {
        return rules(file, user).stream()
                .filter(rule -> rule.startsWith("+"))
                .map(rule -> rule.substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// All that a file of users says of one.
    static List<String> rules(String file, String user) {
        return lines(ROOT.resolve("k8s/redis").resolve(file)).stream()
                .filter(line -> line.startsWith("user " + user + " "))
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .toList();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
