package dev.flagstaff.http;

import dev.flagstaff.flag.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The query of an evaluation. Parameters of other names are checked like these and otherwise ignored.
///
/// @param environment not empty
/// @param subject not empty
/// @param region empty for none
record EvaluationQuery(String environment, String subject, String region) {
    private static final int MOST_BYTES = 1_024;

    /// Reads a query as it stands in the request target, without the question mark.
    ///
    /// @throws HttpProblem 400, with every fault
    static EvaluationQuery parse(String raw) {
        var parser = new Parser();
        for (int start = 0; start <= raw.length(); ) {
            int end = raw.indexOf('&', start);
            if (end < 0) {
                end = raw.length();
            }
            if (end > start) {
                parser.parameter(raw.substring(start, end));
            }
            start = end + 1;
        }
        return parser.finish();
    }

    /// One query, on one thread. A good one of our parameters alone costs next to nothing but its texts.
    private static final class Parser {
        private static final String ENVIRONMENT = "environment";
        private static final String SUBJECT = "subject";
        private static final String REGION = "region";

        /// What each name was given, the empty text where that was refused.
        private final Map<String, String> values = HashMap.newHashMap(3);
        private List<Fault> faults = List.of();

        void parameter(String raw) {
            int equals = raw.indexOf('=');
            String rawName = equals < 0 ? raw : raw.substring(0, equals);
            String name;
            try {
                name = Percent.decode(rawName, true);
            } catch (Percent.MalformedException malformed) {
                fault(rawName, "its name " + malformed.getMessage());
                return;
            }
            if (values.putIfAbsent(name, "") != null) {
                fault(name, "must not be given twice");
                return;
            }
            try {
                String value = Percent.decode(equals < 0 ? "" : raw.substring(equals + 1), true);
                if (isTooLong(value)) {
                    fault(name, "must be at most " + MOST_BYTES + " bytes of UTF-8");
                } else {
                    values.put(name, value);
                }
            } catch (Percent.MalformedException malformed) {
                fault(name, String.valueOf(malformed.getMessage()));
            }
        }

        EvaluationQuery finish() {
            String environment = required(ENVIRONMENT);
            String subject = required(SUBJECT);
            if (!faults.isEmpty()) {
                throw new HttpProblem(Problem.invalid(faults));
            }
            return new EvaluationQuery(environment, subject, values.getOrDefault(REGION, ""));
        }

        private String required(String name) {
            String value = values.get(name);
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
}
