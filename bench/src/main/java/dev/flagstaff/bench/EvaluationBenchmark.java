package dev.flagstaff.bench;

import dev.flagstaff.eval.Decision;
import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.eval.EvaluationWriter;
import dev.flagstaff.eval.Evaluator;
import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.JsonValue;
import dev.flagstaff.flag.MalformedJsonException;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What an evaluation is made of: the decision and its JSON.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class EvaluationBenchmark {
    private static final int SUBJECTS = 1_024;

    private final FlagDefinition flag = definition();
    private final EvaluationContext[] contexts = IntStream.range(0, SUBJECTS)
            .mapToObj(i -> new EvaluationContext("production", "user-" + i, "eu-central"))
            .toArray(EvaluationContext[]::new);
    private int next;

    /// The decision alone.
    @Benchmark
    public Decision decide() {
        return Evaluator.evaluate(flag, context());
    }

    /// The decision and its JSON.
    @Benchmark
    public byte[] answer() {
        var context = context();
        return EvaluationWriter.write(flag, context, Evaluator.evaluate(flag, context));
    }

    private EvaluationContext context() {
        next = (next + 1) % SUBJECTS;
        return contexts[next];
    }

    /// With two environments and short allowlists.
    private static FlagDefinition definition() {
        var users =
                IntStream.range(0, 10).mapToObj(i -> "user-" + 100 * i).collect(Collectors.toCollection(TreeSet::new));
        try {
            var value = JsonValue.parse("{\"title\":\"Fast checkout for every team\"}");
            var production = new EnvironmentDefinition(
                    true, 25, value, users, new TreeSet<>(users.headSet("user-3")), Instant.EPOCH);
            return new FlagDefinition(
                    "checkout-banner",
                    "Controls checkout banner copy",
                    true,
                    new TreeMap<>(Map.of("production", production, "staging", production)),
                    Instant.EPOCH,
                    42L);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException(e);
        }
    }
}
