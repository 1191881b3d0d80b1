package dev.flagstaff.testing;

import java.util.List;

/// Ends what tests started. Stateless.
final class Closing {
    private Closing() {}

    /// Closes everything, whatever fails.
    static void all(List<? extends AutoCloseable> parts) {
        for (var part : parts) {
            try {
                part.close();
            } catch (Exception alreadyGone) {
                // The others are closed all the same.
            }
        }
    }
}
