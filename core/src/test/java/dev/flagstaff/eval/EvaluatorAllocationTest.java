package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.flagstaff.flag.EnvironmentBuilder;
import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.flag.FlagDefinition;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An evaluation leaves nothing for the garbage collector.
class EvaluatorAllocationTest {
    private static final int ROUNDS = 10_000;
    private static final FlagDefinition FLAG = FlagBuilder.flag("checkout-banner")
            .environment(
                    "production",
                    EnvironmentBuilder.environment()
                            .rolloutPercent(50)
                            .users("user-123")
                            .regions("us-west"))
            .build();

    @ParameterizedTest
    @CsvSource({
        "production, user-123, ALLOWLIST_USER",
        "production, user-456, ROLLOUT_HIT",
        "production, user-1, ROLLOUT_MISS",
        "elsewhere, user-456, ENVIRONMENT_MISSING"
    })
    void anEvaluationAllocatesNothing(String environment, String subject, Reason reason) {
        var context = new EvaluationContext(environment, subject, "");
        assertThat(Evaluator.evaluate(FLAG, context).reason()).isEqualTo(reason);
        evaluate(context);
        long least = Long.MAX_VALUE;
        // The thread may be charged for what the machine does in between; not every time.
        for (int i = 0; i < 20 && least > 0; i++) {
            long before = allocated();
            evaluate(context);
            least = Math.min(least, allocated() - before);
        }
        assertThat(least).isLessThan(ROUNDS);
    }

    private static void evaluate(EvaluationContext context) {
        for (int i = 0; i < ROUNDS; i++) {
            Evaluator.evaluate(FLAG, context);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
