package dev.flagstaff.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/// Lines of ASCII, as HTTP and Redis end them. Stateless.
final class Lines {
    private Lines() {}

    /// The next line, without its end.
    ///
    /// @throws EOFException when there is none any more
    static String next(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
