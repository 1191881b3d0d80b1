package dev.flagstaff.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Logs with a Logback and an output of their own, so that tests see all of it and disturb nobody.
final class CapturedLogs implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Logs logs;

    private CapturedLogs(LogSettings settings) {
        logs = start(settings);
    }

    private Logs start(LogSettings settings) {
        // As with the real one, what is not flushed is not seen.
        var out = new PrintStream(new BufferedOutputStream(bytes), false, StandardCharsets.UTF_8);
        return Logs.start(settings, context, out);
    }

    static CapturedLogs json(String level) {
        return new CapturedLogs(new LogSettings(level, false));
    }

    static CapturedLogs readable(String level) {
        return new CapturedLogs(new LogSettings(level, true));
    }

    Logs logs() {
        return logs;
    }

    /// Logs that take over from these.
    Logs startAgain(String level) {
        return start(new LogSettings(level, false));
    }

    Logger logger(String name) {
        return context.getLogger(name);
    }

    /// A logger of ours.
    Logger logger() {
        return logger("dev.flagstaff.admin.Admin");
    }

    String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }

    /// The only line there is, as JSON.
    JsonNode onlyEvent() {
        assertThat(lines()).hasSize(1);
        return parse(lines().getFirst());
    }

    static JsonNode parse(String json) {
        return MAPPER.readTree(json);
    }

    @Override
    public void close() {
        logs.close();
        context.stop();
    }
}
