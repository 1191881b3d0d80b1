package dev.flagstaff.flag;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import tools.jackson.core.io.JsonStringEncoder;

/// A definition as the JSON that every route answers with. Equal definitions give equal bytes. One instance writes one
/// definition, on one thread.
///
/// It writes by itself, since a sidecar that starts writes every flag once, for its digest; the escapes are Jackson's.
public final class DefinitionWriter {
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

    private final StringBuilder json = new StringBuilder(512);

    private DefinitionWriter() {}

    /// The definition as compact JSON in UTF-8, members in the contract's order.
    public static byte[] write(FlagDefinition flag) {
        var writer = new DefinitionWriter();
        writer.flag(flag);
        return writer.json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void flag(FlagDefinition flag) {
        json.append("{\"flagKey\":");
        text(flag.flagKey());
        json.append(",\"description\":");
        text(flag.description());
        json.append(",\"defaultEnabled\":").append(flag.defaultEnabled()).append(",\"environments\":{");
        String before = "";
        for (var environment : flag.environments().entrySet()) {
            json.append(before);
            text(environment.getKey());
            json.append(':');
            environment(environment.getValue());
            before = ",";
        }
        json.append('}');
        updatedAt(flag.updatedAt());
        if (flag.revision() != null) {
            json.append(",\"revision\":").append(flag.revision().longValue());
        }
        json.append('}');
    }

    private void environment(EnvironmentDefinition environment) {
        json.append("{\"enabled\":").append(environment.enabled());
        json.append(",\"rolloutPercent\":").append(environment.rolloutPercent());
        json.append(",\"value\":").append(environment.value().text());
        json.append(",\"allowlistUsers\":");
        texts(environment.allowlistUsers());
        json.append(",\"allowlistRegions\":");
        texts(environment.allowlistRegions());
        updatedAt(environment.updatedAt());
        json.append('}');
    }

    private void texts(Set<String> texts) {
        json.append('[');
        String before = "";
        for (String text : texts) {
            json.append(before);
            text(text);
            before = ",";
        }
        json.append(']');
    }

    private void updatedAt(Instant instant) {
        json.append(",\"updatedAt\":\"").append(Timestamps.format(instant)).append('"');
    }

    private void text(String text) {
        json.append('"');
        ENCODER.quoteAsString(text, json);
        json.append('"');
    }
}
