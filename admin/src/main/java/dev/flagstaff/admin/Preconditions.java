package dev.flagstaff.admin;

import dev.flagstaff.http.EntityTags;
import dev.flagstaff.http.Exchange;
import dev.flagstaff.redis.Precondition;
import io.helidon.http.HeaderNames;
import org.jspecify.annotations.Nullable;

/// What `If-Match` and `If-None-Match` want of a flag; its entity tag is its revision. Immutable.
///
/// @param match null where the header is missing
/// @param noneMatch null where the header is missing
record Preconditions(@Nullable EntityTags match, @Nullable EntityTags noneMatch) implements Precondition {
    static Precondition of(Exchange exchange) {
        return new Preconditions(
                exchange.entityTags(HeaderNames.IF_MATCH), exchange.entityTags(HeaderNames.IF_NONE_MATCH));
    }

    @Override
    public boolean holds(boolean exists, boolean listed, @Nullable Long revision) {
        // No flag, and none of ours, has a tag; `*` is any flag.
        String tag = revision == null ? "" : revision.toString();
        boolean matches = match == null || (exists && match.matchesStrongly(tag));
        return matches && (noneMatch == null || !exists || !noneMatch.matchesWeakly(tag));
    }
}
