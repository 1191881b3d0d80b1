package dev.flagstaff.flag;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import tools.jackson.core.io.JsonStringEncoder;

/// Arbitrary definitions and what they are made of. Names and texts often come from a few, so that an evaluation
/// meets what a definition lists.
public final class Anything {
    private static final List<String> NAMES = List.of("production", "staging", "Dev", "eu.west-1_x", "0");
    private static final List<String> TEXTS =
            List.of("ada", "grace", "eu", "a:b", "\"\\\n", "Zo\u00eb", "Zoe\u0308", "\ud83d\ude80");

    private Anything() {}

    /// A name that a flag or an environment could have.
    public static Arbitrary<String> identifier() {
        Arbitrary<String> any = Combinators.combine(
                        Arbitraries.strings().alpha().numeric().ofLength(1),
                        Arbitraries.strings().alpha().numeric().withChars("._-").ofMaxLength(127))
                .as((first, rest) -> first + rest);
        return Arbitraries.frequencyOf(Tuple.of(3, Arbitraries.of(NAMES)), Tuple.of(1, any));
    }

    /// A text of up to 20 code points, none of them NUL or a surrogate, maybe empty.
    public static Arbitrary<String> text() {
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(TEXTS)),
                Tuple.of(2, codePoints(1, 0x10FFFF)),
                Tuple.of(1, codePoints(1, 0x7F)));
    }

    private static Arbitrary<String> codePoints(int min, int max) {
        return Arbitraries.integers()
                .between(min, max)
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .list()
                .ofMaxSize(20)
                .map(all -> all.stream().map(Character::toString).collect(Collectors.joining()));
    }

    /// The compact text of any JSON value, names in an object each once.
    public static Arbitrary<String> json() {
        Arbitrary<String> strings = text().map(Anything::quoted);
        Arbitrary<String> scalars = Arbitraries.oneOf(Arbitraries.of("null", "true", "false"), numbers(), strings);
        return Arbitraries.recursive(() -> scalars, Anything::containers, 0, 3);
    }

    private static Arbitrary<String> containers(Arbitrary<String> elements) {
        Arbitrary<String> arrays = elements.list().ofMaxSize(4).map(all -> "[" + String.join(",", all) + "]");
        Arbitrary<String> objects =
                Arbitraries.maps(text(), elements).ofMaxSize(4).map(Anything::object);
        return Arbitraries.oneOf(arrays, objects);
    }

    private static Arbitrary<String> numbers() {
        return Combinators.combine(
                        Arbitraries.bigIntegers(),
                        Arbitraries.of("", ".0", ".10", ".000000000000000000001"),
                        Arbitraries.of("", "e5", "E+400", "e-7", "E0"))
                .as((integer, fraction, exponent) -> integer + fraction + exponent);
    }

    private static String object(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> quoted(member.getKey()) + ":" + member.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /// A JSON value.
    public static Arbitrary<JsonValue> value() {
        return json().map(text -> {
            try {
                return JsonValue.parse(text);
            } catch (MalformedJsonException e) {
                throw new IllegalStateException(text, e);
            }
        });
    }

    /// A definition, of any revision or none, every environment with an instant of its own.
    public static Arbitrary<FlagDefinition> definition() {
        return Combinators.combine(
                        identifier(),
                        text(),
                        mostlyTrue(),
                        Arbitraries.maps(identifier(), environment()).ofMaxSize(5),
                        instants(),
                        Arbitraries.longs().greaterOrEqual(1).injectNull(0.3))
                .as((key, description, on, environments, at, revision) ->
                        new FlagDefinition(key, description, on, new TreeMap<>(environments), at, revision))
                .withoutEdgeCases();
    }

    private static Arbitrary<Boolean> mostlyTrue() {
        return Arbitraries.frequency(Tuple.of(5, true), Tuple.of(1, false));
    }

    private static Arbitrary<EnvironmentDefinition> environment() {
        return Combinators.combine(
                        mostlyTrue(), Arbitraries.integers().between(0, 100), value(), entries(), entries(), instants())
                .as(EnvironmentDefinition::new);
    }

    private static Arbitrary<Set<String>> entries() {
        return text().filter(entry -> !entry.isEmpty()).set().ofMaxSize(5).map(TreeSet::new);
    }

    private static Arbitrary<Instant> instants() {
        return Arbitraries.longs().between(0, 253_402_300_799_999L).map(Instant::ofEpochMilli);
    }
}
