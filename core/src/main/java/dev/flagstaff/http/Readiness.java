package dev.flagstaff.http;

import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Whether a process can do its work, and what that depends on. Immutable.
///
/// @param conditions each named once
/// @param since of each condition, by name: the moment of [System#nanoTime] from which on it is as it is
public record Readiness(List<Condition> conditions, Map<String, Long> since) {
    private static final JsonFactory JSON = new JsonFactory();

    /// Copies both.
    public Readiness {
        conditions = List.copyOf(conditions);
        since = Map.copyOf(since);
    }

    /// One thing that must hold, or is only good to know.
    ///
    /// @param name one word
    /// @param holds whether it does
    /// @param required whether the process is not ready without it
    /// @param detail one sentence
    public record Condition(String name, boolean holds, boolean required, String detail) {}

    /// Remembers since when conditions are as they are. Thread-safe.
    public static final class History {
        private record State(boolean holds, long sinceNanos) {}

        private final Map<String, State> states = new HashMap<>();

        /// Nothing so far.
        public History() {}

        /// Notes how conditions stand now.
        public synchronized Readiness note(List<Condition> conditions) {
            var since = new HashMap<String, Long>();
            for (var condition : conditions) {
                var before = states.get(condition.name());
                if (before == null || before.holds() != condition.holds()) {
                    states.put(condition.name(), new State(condition.holds(), System.nanoTime()));
                }
                since.put(
                        condition.name(),
                        Objects.requireNonNull(states.get(condition.name())).sinceNanos());
            }
            return new Readiness(conditions, since);
        }

        /// Whether a condition was otherwise when it was noted last.
        public synchronized boolean isNews(String name, boolean holds) {
            var before = states.get(name);
            return before != null && before.holds() != holds;
        }
    }

    boolean isReady() {
        return conditions.stream().allMatch(condition -> condition.holds() || !condition.required());
    }

    byte[] toJson() {
        var bytes = new ByteArrayOutputStream(256);
        try (var json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeBooleanProperty("ready", isReady());
            json.writeObjectPropertyStart("conditions");
            for (var condition : conditions) {
                json.writeObjectPropertyStart(condition.name());
                json.writeBooleanProperty("holds", condition.holds());
                json.writeBooleanProperty("required", condition.required());
                json.writeStringProperty("since", since(condition).toString());
                json.writeStringProperty("detail", condition.detail());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    /// Told by the wall clock, for people; measured by the monotonic one.
    private Instant since(Condition condition) {
        long ago = System.nanoTime() - Objects.requireNonNull(since.get(condition.name()));
        return Clock.systemUTC()
                .instant()
                .minusMillis(TimeUnit.NANOSECONDS.toMillis(ago))
                .truncatedTo(ChronoUnit.SECONDS);
    }
}
