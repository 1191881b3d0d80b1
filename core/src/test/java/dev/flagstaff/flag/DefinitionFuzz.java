package dev.flagstaff.flag;

import java.time.Instant;

/// What must hold for every body of a `PUT`.
public final class DefinitionFuzz {
    private DefinitionFuzz() {}

    /// Called for every input that is tried.
    public static void fuzzerTestOneInput(byte[] body) {
        switch (DefinitionReader.read("f", body, Instant.EPOCH)) {
            case DefinitionReader.Outcome.Refused(var faults) ->
                require(!faults.isEmpty(), "a refusal without a fault");
            case DefinitionReader.Outcome.Accepted(var definition) -> {
                byte[] written = DefinitionWriter.write(definition);
                require(
                        DefinitionReader.read("f", written, Instant.EPOCH)
                                .equals(new DefinitionReader.Outcome.Accepted(definition)),
                        "what was accepted does not come back");
            }
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalStateException(otherwise);
        }
    }
}
