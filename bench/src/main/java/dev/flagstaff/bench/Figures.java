package dev.flagstaff.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What was measured: for each figure its values of all rounds, and the most or least that is wanted of their median.
/// Used by one thread.
final class Figures {
    private final Map<String, Figure> figures = new LinkedHashMap<>();

    /// @param target NaN for none
    private record Figure(String unit, double target, boolean isUpperBound, List<Double> values) {
        double least() {
            return values.stream().mapToDouble(value -> value).min().orElseThrow();
        }

        double most() {
            return values.stream().mapToDouble(value -> value).max().orElseThrow();
        }

        /// Of an even number, the mean of the two in the middle.
        double median() {
            var sorted = values.stream().sorted().toList();
            int last = sorted.size() - 1;
            return (sorted.get(last / 2) + sorted.get((last + 1) / 2)) / 2;
        }

        String verdict() {
            if (Double.isNaN(target)) {
                return "";
            }
            return (isUpperBound ? median() <= target : median() >= target) ? "pass" : "MISS";
        }
    }

    void atMost(String name, String unit, double target, double value) {
        add(name, new Figure(unit, target, true, new ArrayList<>()), value);
    }

    void atLeast(String name, String unit, double target, double value) {
        add(name, new Figure(unit, target, false, new ArrayList<>()), value);
    }

    void seen(String name, String unit, double value) {
        add(name, new Figure(unit, Double.NaN, true, new ArrayList<>()), value);
    }

    private void add(String name, Figure figure, double value) {
        figures.computeIfAbsent(name, unknown -> figure).values().add(value);
        System.err.printf(Locale.ROOT, "  %s %.3f %s%n", name, value, figure.unit());
    }

    String table() {
        var table = new StringBuilder(
                "| figure | unit | median | least | most | target | |\n|---|---|---|---|---|---|---|\n");
        figures.forEach((name, figure) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %s | %.2f | %.2f | %.2f | %s | %s |%n",
                name,
                figure.unit(),
                figure.median(),
                figure.least(),
                figure.most(),
                Double.isNaN(figure.target())
                        ? ""
                        : (figure.isUpperBound() ? "≤ " : "≥ ") + String.format(Locale.ROOT, "%.2f", figure.target()),
                figure.verdict())));
        return table.toString();
    }

    String json() {
        var members = new ArrayList<String>();
        figures.forEach((name, figure) -> members.add(String.format(
                Locale.ROOT,
                "  {\"figure\":\"%s\",\"unit\":\"%s\",\"values\":%s,\"median\":%.4f,\"target\":%s,\"verdict\":\"%s\"}",
                name,
                figure.unit(),
                figure.values(),
                figure.median(),
                Double.isNaN(figure.target()) ? "null" : String.valueOf(figure.target()),
                figure.verdict())));
        return "[\n" + String.join(",\n", members) + "\n]\n";
    }
}
