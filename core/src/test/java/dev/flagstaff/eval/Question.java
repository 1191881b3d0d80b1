package dev.flagstaff.eval;

import dev.flagstaff.flag.Anything;
import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// A definition and what it is evaluated for.
record Question(FlagDefinition flag, EvaluationContext context) {
    /// Any question; often about something that the definition lists, so that every reason comes up.
    static Arbitrary<Question> any() {
        return Anything.definition()
                .flatMap(flag ->
                        orAnything(flag.environments().keySet()).flatMap(environment -> about(flag, environment)))
                .withoutEdgeCases();
    }

    private static Arbitrary<Question> about(FlagDefinition flag, String environment) {
        EnvironmentDefinition settings = flag.environments().get(environment);
        Set<String> users = settings == null ? Set.of() : settings.allowlistUsers();
        Set<String> regions = settings == null ? Set.of() : settings.allowlistRegions();
        return Combinators.combine(orAnything(users), orAnything(regions))
                .as((subject, region) -> new Question(flag, new EvaluationContext(environment, subject, region)));
    }

    private static Arbitrary<String> orAnything(Collection<String> listed) {
        List<String> those = new ArrayList<>(listed);
        return those.isEmpty() ? Anything.text() : Arbitraries.oneOf(Arbitraries.of(those), Anything.text());
    }

    Decision decision() {
        return Evaluator.evaluate(flag, context);
    }

    ContractOracle.Verdict verdict() {
        return ContractOracle.Verdict.of(decision(), decision().value(flag, context.environment()));
    }

    ContractOracle.Verdict expected() {
        return ContractOracle.evaluate(flag, context);
    }
}
