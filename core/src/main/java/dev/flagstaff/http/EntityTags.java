package dev.flagstaff.http;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// What `If-Match` or `If-None-Match` names ([RFC 9110, section
/// 13.1](https://www.rfc-editor.org/rfc/rfc9110#section-13.1)). Immutable.
///
/// @param any whether it is `*`: whatever there is
/// @param strong the opaque texts of strong tags, without their quotation marks
/// @param weak those of weak tags
public record EntityTags(boolean any, Set<String> strong, Set<String> weak) {
    private static final String TAG = "(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*+)\"";
    private static final Pattern NEXT = Pattern.compile("[ \\t,]*+" + TAG + "[ \\t]*+(?=,|$)");
    private static final Pattern REST = Pattern.compile("[ \\t,]*+");

    /// Copies the sets.
    public EntityTags {
        strong = Set.copyOf(strong);
        weak = Set.copyOf(weak);
    }

    /// Whether a tag is among these as `If-Match` compares: a weak tag matches nothing.
    public boolean matchesStrongly(String opaque) {
        return any || strong.contains(opaque);
    }

    /// Whether a tag is among these as `If-None-Match` compares: weak or strong is the same.
    public boolean matchesWeakly(String opaque) {
        return matchesStrongly(opaque) || weak.contains(opaque);
    }

    /// Reads the value of a header, its lines joined by commas.
    ///
    /// @return nothing when it is neither `*` nor a list of tags
    static Optional<EntityTags> parse(String value) {
        if (value.strip().equals("*")) {
            return Optional.of(new EntityTags(true, Set.of(), Set.of()));
        }
        var strong = new HashSet<String>();
        var weak = new HashSet<String>();
        var tags = NEXT.matcher(value);
        int end = 0;
        while (tags.region(end, value.length()).lookingAt()) {
            (tags.group(1) == null ? strong : weak).add(tags.group(2));
            end = tags.end();
        }
        boolean whole = REST.matcher(value).region(end, value.length()).matches();
        return whole && strong.size() + weak.size() > 0
                ? Optional.of(new EntityTags(false, strong, weak))
                : Optional.empty();
    }
}
