package dev.flagstaff.ofrep;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What OFREP needs to know. Immutable.
///
/// @param environment of requests that name none; null for none
/// @param corsOrigins the web origins whose pages may call
/// @param mostBodyBytes how large the body of a request may be
public record OfrepSettings(@Nullable String environment, Set<String> corsOrigins, int mostBodyBytes) {
    /// Copies the set.
    public OfrepSettings {
        corsOrigins = Set.copyOf(corsOrigins);
    }
}
