package dev.flagstaff.eval;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// The outcome of one evaluation. There are so few that all are made beforehand.
///
/// @param reason why; it also says whether the flag is on
/// @param bucket the subject's bucket, 0 to 99, whatever the reason
public record Decision(Reason reason, int bucket) {
    /// Each reason's, by bucket.
    private static final Map<Reason, Decision[]> ALL = all();

    static Decision of(Reason reason, int bucket) {
        return Objects.requireNonNull(ALL.get(reason))[bucket];
    }

    private static Map<Reason, Decision[]> all() {
        var all = new EnumMap<Reason, Decision[]>(Reason.class);
        for (var reason : Reason.values()) {
            var decisions = new Decision[Bucket.BUCKETS];
            Arrays.setAll(decisions, bucket -> new Decision(reason, bucket));
            all.put(reason, decisions);
        }
        return all;
    }

    /// Whether the flag is on.
    public boolean enabled() {
        return reason.enabled();
    }

    /// The config that it yields: the environment's when the flag is on, else JSON's null.
    JsonValue value(FlagDefinition flag, String environment) {
        var settings = enabled() ? flag.environments().get(environment) : null;
        return settings == null ? JsonValue.NULL : settings.value();
    }
}
