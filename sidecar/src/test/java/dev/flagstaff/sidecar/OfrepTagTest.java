package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.config.Settings;
import dev.flagstaff.flag.Anything;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.http.Door;
import dev.flagstaff.http.HttpLimits;
import dev.flagstaff.http.Listener;
import dev.flagstaff.http.Router;
import dev.flagstaff.ofrep.EventStreams;
import dev.flagstaff.ofrep.FlagSet;
import dev.flagstaff.ofrep.Flags;
import dev.flagstaff.ofrep.Ofrep;
import dev.flagstaff.ofrep.OfrepSettings;
import dev.flagstaff.testing.HttpConversation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.jspecify.annotations.Nullable;

/// The rule of the 304: who is told that nothing changed would have been told the very same.
class OfrepTagTest {
    private static final String ALL = "/ofrep/v1/evaluate/flags";
    private static final EventStreams STREAMS = EventStreams.start(new SimpleMeterRegistry());
    private static final Side HERE = Side.start();
    private static final Side THERE = Side.start();

    /// What a sidecar answers from, set by the test.
    private static final class Side implements Flags {
        private @Nullable FlagView view;
        private @Nullable Listener listener;

        static Side start() {
            var side = new Side();
            var router = new Router();
            var settings = new OfrepSettings("production", Set.of(), 10_000);
            Ofrep.addTo(router, side, STREAMS, settings, (flag, context, decision, started) -> {});
            side.listener = Listener.start(
                    "OFREP",
                    "127.0.0.1",
                    0,
                    Door.within(HttpLimits.from(Settings.of(Map.of()))),
                    router,
                    failure -> Optional.empty());
            return side;
        }

        @Override
        public FlagSet all(long minRevision) {
            return Objects.requireNonNull(view);
        }

        @Override
        public Lookup find(String flagKey, long minRevision) {
            throw new UnsupportedOperationException("all flags alone are asked for");
        }

        HttpResponse<String> ask(FlagView now, Context context, String... headers) {
            view = now;
            return new HttpConversation(listener == null ? "" : listener.url(), RunningSidecar.API)
                    .post(ALL, context.json(), headers);
        }

        void close() {
            if (listener != null) {
                listener.close();
            }
        }
    }

    /// @param noise what no evaluation depends on
    record Context(String targetingKey, String region, String environment, int noise) {
        String json() {
            return "{\"context\":{\"noise\":%d,\"targetingKey\":\"%s\",\"region\":\"%s\",\"environment\":\"%s\"}}"
                    .formatted(noise, targetingKey, region, environment);
        }

        boolean mattersAs(Context other) {
            return targetingKey.equals(other.targetingKey)
                    && region.equals(other.region)
                    && environment.equals(other.environment);
        }
    }

    @AfterContainer
    static void close() {
        STREAMS.close();
        HERE.close();
        THERE.close();
    }

    @Property(tries = 300)
    void equalTagsMeanEqualAnswersAndEqualQuestionsHaveEqualTags(
            @ForAll("pools") List<FlagDefinition> pool,
            @ForAll int some,
            @ForAll int others,
            @ForAll("contexts") Context one,
            @ForAll("contexts") Context other) {
        var definitions = chosen(pool, some);
        var otherDefinitions = chosen(pool, others);

        var answer = HERE.ask(atOnce(definitions), one);
        var otherAnswer = THERE.ask(oneByOne(otherDefinitions.reversed()), other);
        var conditional = THERE.ask(oneByOne(otherDefinitions), other, "If-None-Match", tag(answer));

        boolean same = definitions.equals(otherDefinitions) && one.mattersAs(other);
        assertThat(tag(answer).equals(tag(otherAnswer))).isEqualTo(same);
        assertThat(conditional.statusCode()).isEqualTo(same ? 304 : 200);
        assertThat(conditional.body()).isEqualTo(same ? "" : otherAnswer.body());
        if (same) {
            assertThat(otherAnswer.body()).isEqualTo(answer.body());
        }
    }

    @Provide
    Arbitrary<List<FlagDefinition>> pools() {
        return Anything.definition().list().ofSize(2).uniqueElements(FlagDefinition::flagKey);
    }

    @Provide
    Arbitrary<Context> contexts() {
        return Combinators.combine(
                        Arbitraries.of("a", "ab"),
                        Arbitraries.of("", "b"),
                        Arbitraries.of("production", "bproduction"),
                        Arbitraries.integers())
                .as(Context::new);
    }

    private static List<FlagDefinition> chosen(List<FlagDefinition> pool, int bits) {
        var chosen = new ArrayList<FlagDefinition>();
        for (int i = 0; i < pool.size(); i++) {
            if ((bits >> i & 1) == 1) {
                chosen.add(pool.get(i));
            }
        }
        return chosen;
    }

    private static FlagView atOnce(List<FlagDefinition> definitions) {
        var changes = new TreeMap<String, @Nullable FlagDefinition>();
        definitions.forEach(definition -> changes.put(definition.flagKey(), definition));
        return FlagView.EMPTY.with(changes, "one", 7);
    }

    /// The way there does not matter, nor the number of steps.
    private static FlagView oneByOne(List<FlagDefinition> definitions) {
        var view = atOnce(definitions.stream().limit(1).toList());
        for (var definition : definitions) {
            var change = new TreeMap<String, @Nullable FlagDefinition>();
            change.put(definition.flagKey(), definition);
            view = view.with(change, "other", view.revision() + 1);
        }
        return view;
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("etag").orElseThrow();
    }
}
