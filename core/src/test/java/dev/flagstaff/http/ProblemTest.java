package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.DefinitionReader;
import dev.flagstaff.flag.Fault;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemTest {
    @Test
    void aProblemIsSpelledAsRfc9457Says() {
        assertThat(json(Problem.noSuchFlag()))
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Not Found\",\"status\":404,\"detail\":\"There is no such flag.\"}");
    }

    @Test
    void everyFaultHasItsPlace() {
        var faults = List.of(
                new Fault.InParameter("sub\"ject", "is required"),
                documentFault("{\"a/b~c\":1,\"defaultEnabled\":true,\"environments\":{}}"));

        assertThat(json(Problem.invalid(faults)))
                .contains("\"status\":400,\"detail\":\"The request has several faults.\"")
                .endsWith("\"errors\":[{\"parameter\":\"sub\\\"ject\",\"detail\":\"is required\"},"
                        + "{\"pointer\":\"#/a~1b~0c\",\"detail\":\"is not a field of a flag\"}]}");
        assertThat(json(Problem.invalid(faults.subList(0, 1)))).contains("\"detail\":\"The request has one fault.\"");
    }

    @Test
    void whatMayBeTriedAgainSaysWhen() {
        assertThat(Problem.unavailable("Not now.").headers()).containsEntry(HeaderNames.RETRY_AFTER, "1");
        assertThat(Problem.methodNotAllowed("GET").headers()).containsEntry(HeaderNames.ALLOW, "GET");
        assertThat(Problem.of(Status.CONFLICT_409, "Lost.").headers()).isEmpty();
    }

    @Test
    void whoAskedForAnotherRevisionIsToldTheCurrentOne() {
        assertThat(json(Problem.preconditionFailed(42)))
                .contains("\"status\":412,")
                .endsWith("\"revision\":42}");
        assertThat(json(Problem.tooOld(41, 42)))
                .contains("\"status\":503,", "Revision 42 is not here yet; this is revision 41.");
        assertThat(Problem.tooOld(41, 42).headers()).containsKey(HeaderNames.RETRY_AFTER);
    }

    private static Fault documentFault(String document) {
        var outcome = DefinitionReader.read("f", document.getBytes(StandardCharsets.UTF_8), Instant.EPOCH);
        return ((DefinitionReader.Outcome.Refused) outcome).faults().getFirst();
    }

    private static String json(Problem problem) {
        return new String(problem.toJson(), StandardCharsets.UTF_8);
    }
}
