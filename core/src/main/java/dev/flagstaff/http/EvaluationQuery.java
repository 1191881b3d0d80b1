package dev.flagstaff.http;

import dev.flagstaff.eval.EvaluationContext;
import dev.flagstaff.flag.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The query of an evaluation. Parameters of other names are checked like these and otherwise ignored. One instance
/// reads one query, on one thread; a good one of our parameters alone costs next to nothing but its texts.
final class EvaluationQuery {
    private static final int MOST_BYTES = 1_024;

    private static final String ENVIRONMENT = "environment";
    private static final String SUBJECT = "subject";
    private static final String REGION = "region";

    private static final String[] OURS = {ENVIRONMENT, SUBJECT, REGION};

    private final String raw;
    /// What each was given, the empty text where that was refused; null where it is missing.
    private @Nullable String environment;

    private @Nullable String subject;
    private @Nullable String region;
    private Set<String> others = Set.of();
    private List<Fault> faults = List.of();

    private EvaluationQuery(String raw) {
        this.raw = raw;
    }

    /// Reads a query as it stands in the request target, without the question mark.
    ///
    /// @throws HttpProblem 400, with every fault
    static EvaluationContext parse(String raw) {
        var query = new EvaluationQuery(raw);
        for (int start = 0; start <= raw.length(); ) {
            int end = raw.indexOf('&', start);
            if (end < 0) {
                end = raw.length();
            }
            if (end > start) {
                query.parameter(start, end);
            }
            start = end + 1;
        }
        return query.context();
    }

    private void parameter(int start, int end) {
        int equals = raw.indexOf('=', start, end);
        int nameEnd = equals < 0 ? end : equals;
        String name;
        try {
            name = name(start, nameEnd);
        } catch (Percent.MalformedException malformed) {
            fault(raw.substring(start, nameEnd), "its name " + malformed.getMessage());
            return;
        }
        if (isGiven(name)) {
            fault(name, "must not be given twice");
            return;
        }
        set(name, value(name, Math.min(nameEnd + 1, end), end));
    }

    /// The names that are ours are not copied.
    private String name(int start, int end) throws Percent.MalformedException {
        for (String ours : OURS) {
            if (end - start == ours.length() && raw.startsWith(ours, start)) {
                return ours;
            }
        }
        return Percent.decode(raw.substring(start, end), true);
    }

    private String value(String name, int start, int end) {
        try {
            String value = Percent.decode(raw.substring(start, end), true);
            if (!isTooLong(value)) {
                return value;
            }
            fault(name, "must be at most " + MOST_BYTES + " bytes of UTF-8");
        } catch (Percent.MalformedException malformed) {
            fault(name, String.valueOf(malformed.getMessage()));
        }
        return "";
    }

    private boolean isGiven(String name) {
        return switch (name) {
            case ENVIRONMENT -> environment != null;
            case SUBJECT -> subject != null;
            case REGION -> region != null;
            default -> others.contains(name);
        };
    }

    private void set(String name, String value) {
        switch (name) {
            case ENVIRONMENT -> environment = value;
            case SUBJECT -> subject = value;
            case REGION -> region = value;
            default -> {
                if (others.isEmpty()) {
                    others = new HashSet<>();
                }
                others.add(name);
            }
        }
    }

    private EvaluationContext context() {
        var context = new EvaluationContext(
                required(ENVIRONMENT, environment), required(SUBJECT, subject), region == null ? "" : region);
        if (!faults.isEmpty()) {
            throw new HttpProblem(Problem.invalid(faults));
        }
        return context;
    }

    private String required(String name, @Nullable String value) {
        if (value == null) {
            fault(name, "is required");
        } else if (value.isEmpty() && faults.stream().noneMatch(fault -> isAbout(name, fault))) {
            fault(name, "must not be empty");
        }
        return value == null ? "" : value;
    }

    private static boolean isAbout(String name, Fault fault) {
        return fault instanceof Fault.InParameter(String parameter, String detail) && parameter.equals(name);
    }

    private void fault(String name, String detail) {
        if (faults.isEmpty()) {
            faults = new ArrayList<>();
        }
        faults.add(new Fault.InParameter(name, detail));
    }

    private static boolean isTooLong(String value) {
        // A char is at most three bytes, so a short text need not be encoded to be measured.
        return value.length() * 3 > MOST_BYTES && value.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES;
    }
}
