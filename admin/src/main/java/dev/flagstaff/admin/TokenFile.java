package dev.flagstaff.admin;

import dev.flagstaff.lifecycle.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tokens that a file lists, read again when the file changes. A changed file that cannot be read leaves the
/// tokens that were read before in force. Thread-safe.
final class TokenFile {
    private static final Logger LOG = LoggerFactory.getLogger(TokenFile.class);

    private final Path path;
    private volatile Content content;

    private record Content(FileTime modified, long size, List<AccessToken> tokens) {}

    private TokenFile(Path path, Content content) {
        this.path = path;
        this.content = content;
    }

    /// Reads a file for the first time.
    ///
    /// @throws StartException naming every line that is no token
    static TokenFile open(Path path) {
        try {
            return new TokenFile(path, read(path));
        } catch (IOException e) {
            throw new StartException("FLAGSTAFF_ADMIN_TOKENS_FILE cannot be read: " + e, e);
        }
    }

    /// The token with this hash. Looks at every one, so that the time it takes tells nothing.
    Optional<AccessToken> find(String hash) {
        Optional<AccessToken> found = Optional.empty();
        for (var token : current()) {
            if (token.isHashedTo(hash)) {
                found = Optional.of(token);
            }
        }
        return found;
    }

    private List<AccessToken> current() {
        var known = content;
        try {
            if (Files.getLastModifiedTime(path).equals(known.modified()) && Files.size(path) == known.size()) {
                return known.tokens();
            }
            var changed = read(path);
            content = changed;
            LOG.info("read {} access tokens anew", changed.tokens().size());
            return changed.tokens();
        } catch (IOException | StartException unreadable) {
            LOG.error(
                    "the changed tokens file cannot be read; the tokens read before stay: {}", unreadable.getMessage());
            return known.tokens();
        }
    }

    private static Content read(Path path) throws IOException {
        var modified = Files.getLastModifiedTime(path);
        long size = Files.size(path);
        var tokens = new ArrayList<AccessToken>();
        var faults = new ArrayList<String>();
        int number = 0;
        for (String line : Files.readAllLines(path)) {
            number++;
            int comment = line.indexOf('#');
            String text = (comment < 0 ? line : line.substring(0, comment)).strip();
            if (text.isEmpty()) {
                continue;
            }
            var token = AccessToken.parse(text);
            if (token.isPresent()) {
                tokens.add(token.get());
            } else {
                faults.add("FLAGSTAFF_ADMIN_TOKENS_FILE line " + number
                        + " must be a name, read or write, and a SHA-256 in lower-case hexadecimal");
            }
        }
        if (!faults.isEmpty()) {
            throw new StartException(String.join("\n", faults));
        }
        return new Content(modified, size, List.copyOf(tokens));
    }
}
