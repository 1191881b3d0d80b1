package dev.flagstaff.ofrep;

import java.util.regex.Pattern;

/// The id of an event: what was served when it was sent, the same on every sidecar. Stateless.
final class EventId {
    /// A lineage is random letters and digits, but Redis may hold anything, and an id must be one line.
    private static final Pattern NO_LINEAGE_OF_OURS = Pattern.compile("[^A-Za-z0-9_-]");

    private static final int DIGEST_CHARACTERS = 16;

    private EventId() {}

    /// Lineage and revision, and of the digest enough to tell apart what was edited by hand, for which nobody
    /// counts a revision.
    static String of(FlagSet flags) {
        String lineage = flags.lineage() == null ? "" : flags.lineage();
        return NO_LINEAGE_OF_OURS.matcher(lineage).replaceAll("")
                + ':'
                + flags.revision()
                + ':'
                + flags.digest().toString().substring(0, DIGEST_CHARACTERS);
    }
}
