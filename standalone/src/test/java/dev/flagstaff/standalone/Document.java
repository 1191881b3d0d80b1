package dev.flagstaff.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A text of the repository that people read, or a part of it. Immutable.
///
/// @param file where it is, from the root of the repository
record Document(Path file, String text) {
    /// Of the repository.
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

    /// Reads one.
    ///
    /// @param file from the root of the repository
    static Document of(Path file) {
        try {
            return new Document(file, Files.readString(ROOT.resolve(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What stands below a heading, given with its `#`, up to the next one.
    Document below(String heading) {
        int start = text.indexOf("\n" + heading + "\n");
        if (start < 0) {
            throw new IllegalArgumentException(file + " has no heading " + heading);
        }
        int end = text.indexOf("\n#", start + heading.length());
        return new Document(file, end < 0 ? text.substring(start) : text.substring(start, end));
    }

    /// Every table whose head begins with these cells: its rows, one below the other.
    List<Row> rows(String... head) {
        var rows = new ArrayList<Row>();
        Row top = null;
        for (String line : text.lines().toList()) {
            if (!line.startsWith("|")) {
                top = null;
            } else if (top == null) {
                top = Row.of(line);
            } else if (top.beginsWith(head) && !line.startsWith("|---")) {
                rows.add(Row.of(line));
            }
        }
        return rows;
    }

    /// What the first cells of such a table name in backquotes, one below the other, without labels in braces.
    List<String> names(String... head) {
        return rows(head).stream()
                .flatMap(row -> row.code(0).stream())
                .map(name -> name.replaceFirst("\\{.*", ""))
                .toList();
    }

    /// A row of a table.
    record Row(List<String> cells) {
        private static Row of(String line) {
            var cells = line.substring(1).split("\\|", -1);
            return new Row(
                    Arrays.stream(cells, 0, cells.length - 1).map(String::strip).toList());
        }

        private boolean beginsWith(String... head) {
            return cells.size() >= head.length && cells.subList(0, head.length).equals(List.of(head));
        }

        /// What a cell has in backquotes.
        List<String> code(int cell) {
            return Document.find(CODE, cells.get(cell)).toList();
        }
    }

    /// Where its links to other places in the repository lead.
    List<String> links() {
        return find(LINK, text).filter(target -> !target.contains("://")).toList();
    }

    /// The fragments by which its headings are linked to.
    List<String> fragments() {
        return find(HEADING, text)
                .map(heading -> heading.toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9 _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    /// Everything in it that a pattern describes: each time its first group.
    Stream<String> find(Pattern pattern) {
        return find(pattern, text);
    }

    private static Stream<String> find(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1));
    }
}
