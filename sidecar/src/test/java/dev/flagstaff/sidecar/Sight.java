package dev.flagstaff.sidecar;

import dev.flagstaff.flag.Numbered;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/// One reader of one sidecar, who remembers what it saw: never less than before. Used by one thread.
final class Sight {
    private static final Pattern BETWEEN_FLAGS = Pattern.compile("(?<=}),(?=\\{\"flagKey\")");
    private static final Pattern EDITED = Pattern.compile("\\{\"flagKey\":\"([^\"]+)\",\"description\":\"(\\d+)\".*");

    private final String name;
    private final RunningSidecar sidecar;
    private final History history;
    private final Random random;
    /// Of each flag, what a list showed last, and what an answer about it alone.
    private final Map<String, Long> listed = new HashMap<>();
    private final Map<String, Long> found = new HashMap<>();

    private long lastUpTo;

    Sight(String name, RunningSidecar sidecar, History history, long seed) {
        this.name = name;
        this.sidecar = sidecar;
        this.history = history;
        this.random = new Random(seed);
    }

    /// Reads everything, and flags one by one more often.
    void look() {
        var all = sidecar.api().get("/api/flags");
        if (isAnswer(all, 200)) {
            list(all);
        }
        for (int i = 0; i < 30; i++) {
            // No faster than that, or readers leave the processor to nobody else.
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(300));
            boolean edited = i % 10 == 0;
            String flagKey = edited ? Traffic.edited(random) : Traffic.written(random);
            var one = sidecar.api().get("/api/flags/" + flagKey);
            if (one.statusCode() == 404 && !edited) {
                history.read();
            } else if (isAnswer(one, 200)) {
                flag(one.body(), upTo(one), false);
            }
        }
    }

    /// The sidecar's revision, which an answer carries.
    private long upTo(HttpResponse<String> answer) {
        long upTo = RunningSidecar.revision(answer);
        if (upTo < lastUpTo) {
            history.violation(name + " went back from revision " + lastUpTo + " to " + upTo);
        }
        lastUpTo = upTo;
        return upTo;
    }

    private void list(HttpResponse<String> answer) {
        long upTo = upTo(answer);
        String body = answer.body();
        var lacking = Traffic.writtenFlags();
        for (String flag : BETWEEN_FLAGS.split(body.substring(1, body.length() - 1), -1)) {
            if (!flag.isEmpty()) {
                lacking.remove(flag(flag, upTo, true));
            }
        }
        lacking.forEach(flagKey -> history.sawNone(name, upTo, flagKey));
    }

    private String flag(String definition, long upTo, boolean inList) {
        var edited = EDITED.matcher(definition);
        if (edited.matches() && Traffic.isEdited(edited.group(1))) {
            forward(edited.group(1), Long.parseLong(edited.group(2)), inList);
            return edited.group(1);
        }
        try {
            var flag = Numbered.read(definition);
            forward(flag.flagKey(), flag.revision(), inList);
            history.saw(name, upTo, flag);
            return flag.flagKey();
        } catch (IllegalArgumentException torn) {
            history.violation(name + ": " + torn.getMessage());
            return "";
        }
    }

    /// What a list has, an answer about the flag alone has as well.
    private void forward(String flagKey, long now, boolean inList) {
        history.read();
        long last = listed.getOrDefault(flagKey, 0L);
        if (!inList) {
            last = Math.max(last, found.getOrDefault(flagKey, 0L));
        }
        if (now < last) {
            history.violation(name + ": " + flagKey + " went back from " + last + " to " + now);
        }
        (inList ? listed : found).put(flagKey, now);
    }

    private boolean isAnswer(HttpResponse<String> answer, int status) {
        if (answer.statusCode() != status) {
            history.violation(name + ": " + answer.uri().getPath() + " was answered with " + answer.statusCode());
        }
        return answer.statusCode() == status;
    }
}
