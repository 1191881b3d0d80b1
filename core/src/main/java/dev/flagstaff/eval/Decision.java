package dev.flagstaff.eval;

import dev.flagstaff.flag.JsonValue;

/// The outcome of one evaluation.
///
/// @param reason why; it also says whether the flag is on
/// @param bucket the subject's bucket, 0 to 99, whatever the reason
/// @param value the environment's config when the flag is on, else JSON's null
public record Decision(Reason reason, int bucket, JsonValue value) {
    /// Whether the flag is on.
    public boolean enabled() {
        return reason.enabled();
    }
}
