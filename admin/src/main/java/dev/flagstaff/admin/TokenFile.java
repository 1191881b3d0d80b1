package dev.flagstaff.admin;

import dev.flagstaff.config.WatchedFiles;
import dev.flagstaff.lifecycle.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tokens that a file lists, read again when the file changes. A changed file that cannot be read leaves the
/// tokens that were read before in force. Thread-safe.
final class TokenFile {
    private static final String SETTING = "FLAGSTAFF_ADMIN_TOKENS_FILE";

    private final WatchedFiles<List<AccessToken>> file;

    private TokenFile(WatchedFiles<List<AccessToken>> file) {
        this.file = file;
    }

    /// Reads a file for the first time.
    ///
    /// @throws StartException naming every line that is no token
    static TokenFile open(Path path) {
        return new TokenFile(WatchedFiles.open(SETTING, List.of(path), () -> read(path)));
    }

    /// The token with this hash. Looks at every one, so that the time it takes tells nothing.
    Optional<AccessToken> find(String hash) {
        Optional<AccessToken> found = Optional.empty();
        for (var token : file.current()) {
            if (token.isHashedTo(hash)) {
                found = Optional.of(token);
            }
        }
        return found;
    }

    private static List<AccessToken> read(Path path) throws IOException {
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
                faults.add(SETTING + " line " + number
                        + " must be a name, read or write, and a SHA-256 in lower-case hexadecimal");
            }
        }
        if (!faults.isEmpty()) {
            throw new StartException(String.join("\n", faults));
        }
        return List.copyOf(tokens);
    }
}
