package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An evaluation leaves nothing for the garbage collector.
class EvaluatorAllocationTest {
    private static final int ROUNDS = 10_000;
    private static final CompiledFlag FLAG = CompiledFlag.of(new FlagDefinition(
            "checkout-banner",
            "",
            true,
            new TreeMap<>(Map.of(
                    "production",
                    new EnvironmentDefinition(
                            true,
                            50,
                            JsonValue.NULL,
                            new TreeSet<>(Set.of("user-123")),
                            new TreeSet<>(Set.of("us-west")),
                            Instant.EPOCH))),
            Instant.EPOCH,
            1L));

    @ParameterizedTest
    @CsvSource({
        "production, user-123, ALLOWLIST_USER",
        "production, user-456, ROLLOUT_HIT",
        "production, user-1, ROLLOUT_MISS",
        "elsewhere, user-456, ENVIRONMENT_MISSING"
    })
    void anEvaluationAllocatesNothing(String environment, String subject, Reason reason) {
        assertThat(Evaluator.evaluate(FLAG, environment, subject, "").reason()).isEqualTo(reason);
        evaluate(environment, subject);
        long least = Long.MAX_VALUE;
        // The thread may be charged for what the machine does in between; not every time.
        for (int i = 0; i < 20 && least > 0; i++) {
            long before = allocated();
            evaluate(environment, subject);
            least = Math.min(least, allocated() - before);
        }
        assertThat(least).isLessThan(ROUNDS);
    }

    private static void evaluate(String environment, String subject) {
        for (int i = 0; i < ROUNDS; i++) {
            Evaluator.evaluate(FLAG, environment, subject, "");
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
