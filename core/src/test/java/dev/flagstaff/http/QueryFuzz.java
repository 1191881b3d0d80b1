package dev.flagstaff.http;

import java.nio.charset.StandardCharsets;

/// What must hold for every query of an evaluation, as it stands in a request target.
public final class QueryFuzz {
    private QueryFuzz() {}

    /// Called for every input that is tried.
    public static void fuzzerTestOneInput(byte[] query) {
        try {
            var parsed = EvaluationQuery.parse(new String(query, StandardCharsets.ISO_8859_1));
            require(!parsed.environment().isEmpty() && !parsed.subject().isEmpty(), "an empty parameter was accepted");
        } catch (HttpProblem refused) {
            require(!refused.problem().errors().isEmpty(), "a refusal without a fault");
            require(refused.problem().toJson().length > 0, "a refusal that cannot be told");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
