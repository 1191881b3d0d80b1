package dev.flagstaff.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The settings that an environment gives, read one by one with the type that each has, and every fault
/// in them collected:
///
/// ```java
/// var settings = Settings.of(System.getenv());
/// int port = settings.port(Setting.PORT);
/// settings.check();
/// ```
///
/// No accessor throws. One whose value is refused notes the fault and returns the setting's default, or something
/// harmless where there is none, so that the rest can be read; [#check] then throws for all of them together. One for
/// a setting that is neither given nor has a default notes that it is required; where that is allowed, its `optional`
/// form returns null. An empty value counts as not given. Mutable, for the one thread that starts the process.
public final class Settings {
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern INTEGER = Pattern.compile("[0-9]{1,9}");
    private static final int HIGHEST_PORT = 65_535;
    private static final String ONE_LINE = "must be one line of text, without control characters";
    private static final String OFF = "off";

    private final Map<String, String> environment;
    private final Map<Setting, Given> given = new EnumMap<>(Setting.class);
    private final Set<Setting> refused = EnumSet.noneOf(Setting.class);
    private final Set<String> faults = new LinkedHashSet<>();

    private Settings(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        for (var setting : Setting.values()) {
            var found = Given.in(environment, setting);
            given.put(setting, found);
            if (found instanceof Given.Refused(String fault)) {
                refused.add(setting);
                faults.add(fault);
            }
        }
        environment.keySet().stream()
                .filter(VariableNames::isUnknown)
                .sorted()
                .map(VariableNames::refusal)
                .forEach(faults::add);
    }

    /// Takes the value of every setting from these variables or the files that they name, and refuses
    /// `FLAGSTAFF_*` variables that are none. Files are read here, and not again but by [#source].
    public static Settings of(Map<String, String> environment) {
        return new Settings(environment);
    }

    /// Whether the environment gives a value, be it a faulty one. False where only a default applies.
    public boolean isSet(Setting setting) {
        return !Given.NOTHING.equals(given.get(setting));
    }

    /// Gives the text of a setting as it is whenever it is asked: where a file holds it, that file is read each
    /// time, because what it says may be changed while the process runs. Empty while there is no text to be had,
    /// and where only a default applies. Thread-safe.
    public Supplier<Optional<String>> source(Setting setting) {
        return () -> Given.in(environment, setting) instanceof Given.Value value
                ? parseText(value.text())
                : Optional.empty();
    }

    /// Any text on one line; not empty.
    public String text(Setting setting) {
        return required(setting, "", ONE_LINE, Settings::parseText);
    }

    /// As [#text]; null where neither given nor defaulted.
    public @Nullable String optionalText(Setting setting) {
        return optional(setting, "", ONE_LINE, Settings::parseText);
    }

    /// A TCP port, 0 to 65535; 0 stands for any that is free.
    public int port(Setting setting) {
        return required(setting, 0, "must be a port from 0 to " + HIGHEST_PORT, Settings::parsePort);
    }

    /// A whole number within these bounds, of which the default is one.
    public int integer(Setting setting, int least, int most) {
        return required(
                setting,
                least,
                "must be a whole number from " + least + " to " + most,
                text -> parseInteger(text, least, most));
    }

    /// A duration of more than zero and at most 24 hours.
    public Duration duration(Setting setting) {
        return required(setting, Durations.LONGEST, Durations.EXPECTED, Durations::parse);
    }

    /// As [#duration]; null for `off`, and where neither given nor defaulted.
    public @Nullable Duration optionalDuration(Setting setting) {
        return unlessOff(setting, Durations.LONGEST, Durations.EXPECTED + "; or off", Durations::parse);
    }

    /// `true` or `false`.
    public boolean flag(Setting setting) {
        return required(setting, false, "must be true or false", Settings::parseFlag);
    }

    /// A host name or IP address.
    public Host host(Setting setting) {
        return required(setting, Host.LOOPBACK, Host.EXPECTED, Host::parse);
    }

    /// One of these values, in whatever case it was given; at least one must be named.
    public String oneOf(Setting setting, String... values) {
        return required(setting, values[0], expected(values), text -> find(text, values));
    }

    /// As [#oneOf]; null where neither given nor defaulted.
    public @Nullable String optionalOneOf(Setting setting, String... values) {
        return optional(setting, values[0], expected(values), text -> find(text, values));
    }

    /// The path of a file or directory, which may or may not be there.
    public Path path(Setting setting) {
        return required(setting, Path.of(""), "must be a path", Settings::parsePath);
    }

    /// As [#path]; null for `off`, and where neither given nor defaulted. A file of that name is `./off`.
    public @Nullable Path optionalPath(Setting setting) {
        return unlessOff(setting, Path.of(""), "must be a path, or off", Settings::parsePath);
    }

    /// What keys in Redis begin with, of the grammar that [Setting#FLAGSTAFF_PREFIX] has.
    public String prefix(Setting setting) {
        return required(setting, "", KeyPrefix.EXPECTED, KeyPrefix::parse);
    }

    /// Texts separated by commas, none of them empty, without the spaces around them; no texts for `off`, and
    /// where neither given nor defaulted. Unmodifiable.
    public List<String> list(Setting setting) {
        var texts = unlessOff(setting, List.of(), "must be a comma-separated list without gaps", Settings::parseList);
        return texts == null ? List.of() : texts;
    }

    /// Notes what a caller finds wrong with a value that is well-formed by itself. For a setting already
    /// refused it does nothing, because the caller has judged a stand-in.
    ///
    /// @param detail the sentence without the setting's name, which comes first: "must be a loopback address".
    ///     It must not quote any part of [Setting#REDIS_URL], and is withheld where it holds that whole URL
    public void fault(Setting setting, String detail) {
        if (!refused.contains(setting)) {
            faults.add(setting.name() + " " + (quotesSecret(detail) ? "is not valid" : detail));
        }
    }

    /// Ends the reading.
    ///
    /// @throws InvalidSettingsException naming every fault, when there is one
    public void check() {
        if (!faults.isEmpty()) {
            throw new InvalidSettingsException(List.copyOf(faults));
        }
    }

    private <T> T required(Setting setting, T harmless, String expected, Function<String, Optional<T>> grammar) {
        T value = optional(setting, harmless, expected, grammar);
        if (value != null) {
            return value;
        }
        fault(setting, "is required");
        return harmless;
    }

    private <T> @Nullable T unlessOff(
            Setting setting, T harmless, String expected, Function<String, Optional<T>> grammar) {
        return OFF.equals(effectiveText(setting)) ? null : optional(setting, harmless, expected, grammar);
    }

    private <T> @Nullable T optional(
            Setting setting, T harmless, String expected, Function<String, Optional<T>> grammar) {
        String text = effectiveText(setting);
        if (text == null) {
            return refused.contains(setting) ? harmless : null;
        }
        var value = grammar.apply(text);
        if (value.isEmpty()) {
            fault(setting, expected + found(setting));
            refused.add(setting);
            return Optional.ofNullable(setting.defaultText())
                    .filter(standIn -> !standIn.equals(OFF))
                    .flatMap(grammar)
                    .orElse(harmless);
        }
        return value.get();
    }

    private @Nullable String effectiveText(Setting setting) {
        return given.get(setting) instanceof Given.Value value ? value.text() : setting.defaultText();
    }

    /// What was given instead, as far as it may be shown. The content of a file is not: it may be the wrong file.
    private String found(Setting setting) {
        if (setting.isSecret() || !(given.get(setting) instanceof Given.Value value)) {
            return "";
        }
        return value.fromFile() ? " (from " + setting.fileVariable() + ")" : ", is " + Quotation.of(value.text());
    }

    private boolean quotesSecret(String detail) {
        return given.entrySet().stream()
                .anyMatch(one -> one.getKey().isSecret()
                        && one.getValue() instanceof Given.Value value
                        && Given.mayHoldCredentials(value.text())
                        && detail.contains(value.text()));
    }

    private static Optional<String> parseText(String text) {
        return Optional.of(text).filter(one -> one.chars().noneMatch(Character::isISOControl));
    }

    private static Optional<Integer> parsePort(String text) {
        return Optional.of(text)
                .filter(PORT.asMatchPredicate())
                .map(Integer::valueOf)
                .filter(port -> port <= HIGHEST_PORT);
    }

    private static Optional<Integer> parseInteger(String text, int least, int most) {
        return Optional.of(text)
                .filter(INTEGER.asMatchPredicate())
                .map(Integer::valueOf)
                .filter(number -> least <= number && number <= most);
    }

    private static Optional<Boolean> parseFlag(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static String expected(String... values) {
        return (values.length == 1 ? "must be " : "must be one of ") + String.join(", ", values);
    }

    private static Optional<String> find(String text, String... values) {
        return Arrays.stream(values).filter(text::equalsIgnoreCase).findFirst();
    }

    private static Optional<Path> parsePath(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException noPath) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> parseList(String text) {
        var entries = Stream.of(text.split(",", -1)).map(String::strip).toList();
        return entries.contains("") ? Optional.empty() : Optional.of(entries);
    }
}
