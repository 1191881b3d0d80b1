package dev.flagstaff.ofrep;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.flagstaff.eval.Decision;
import dev.flagstaff.eval.Reason;
import dev.flagstaff.flag.EnvironmentDefinition;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Limits;
import dev.flagstaff.http.AnswerBytes;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.io.JsonStringEncoder;

/// Evaluations as OFREP's JSON, put together from pieces that are encoded already. One instance writes for one
/// environment, on one thread.
final class SuccessWriter {
    private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();
    private static final byte[] KEY = utf8("{\"key\":\"");
    private static final byte[] END_OF_KEY = utf8("\"");
    private static final byte[] VALUE = utf8(",\"value\":");
    private static final byte[] TRUE = utf8("true");
    private static final byte[] FALSE = utf8("false");
    private static final byte[] REVISION = utf8(",\"revision\":");
    private static final byte[] ENVIRONMENT = utf8(",\"environment\":\"");
    private static final byte[] END = utf8("\"}}");
    /// From OFREP's reason to the bucket's place, by that reason and ours.
    private static final Map<Resolution, Map<Reason, byte[]>> OUTCOMES = outcomes();

    private final byte[] environment;
    private final String environmentName;

    SuccessWriter(String environment) {
        environmentName = environment;
        this.environment = ENCODER.quoteAsUTF8(environment);
    }

    /// [OpenFeature's reasons](https://openfeature.dev/specification/types#resolution-reason).
    private enum Resolution {
        TARGETING_MATCH,
        SPLIT,
        STATIC,
        /// Clients serve the code's default for it, whatever the value. So it stands where there is no value, and
        /// nowhere else: a kill switch that answered `false` with it would stay on.
        DISABLED
    }

    void write(FlagDefinition flag, Decision decision, AnswerBytes json) {
        var settings = flag.environments().get(environmentName);
        boolean hasConfig = settings == null ? hasConfigSomewhere(flag) : hasConfig(settings);
        json.put(KEY);
        // A flag key needs no escape.
        json.put(flag.flagKey());
        json.put(END_OF_KEY);
        if (!hasConfig) {
            json.put(VALUE);
            json.put(decision.enabled() ? TRUE : FALSE);
        } else if (settings != null && decision.enabled()) {
            json.put(VALUE);
            json.put(settings.value().utf8());
        }
        var resolution = hasConfig && !decision.enabled()
                ? Resolution.DISABLED
                : resolution(decision.reason(), settings != null && splits(settings));
        json.put(outcome(resolution, decision.reason()));
        json.put(decision.bucket());
        var revision = flag.revision();
        if (revision != null) {
            json.put(REVISION);
            json.put(revision.longValue());
        }
        json.put(ENVIRONMENT);
        json.put(environment);
        json.put(END);
    }

    private static Resolution resolution(Reason reason, boolean splits) {
        return switch (reason) {
            case ALLOWLIST_USER, ALLOWLIST_REGION -> Resolution.TARGETING_MATCH;
            case ROLLOUT_HIT, ROLLOUT_MISS -> splits ? Resolution.SPLIT : Resolution.STATIC;
            case FLAG_DISABLED, ENVIRONMENT_MISSING, ENVIRONMENT_DISABLED -> Resolution.STATIC;
        };
    }

    private static boolean hasConfig(EnvironmentDefinition settings) {
        return !settings.value().isNull();
    }

    /// So that clients of an environment that is not defined get their default, of the type that they expect.
    private static boolean hasConfigSomewhere(FlagDefinition flag) {
        for (var settings : flag.environments().values()) {
            if (hasConfig(settings)) {
                return true;
            }
        }
        return false;
    }

    /// Whether the rollout tells subjects apart: neither none nor all of them are in it.
    private static boolean splits(EnvironmentDefinition settings) {
        return settings.rolloutPercent() > 0 && settings.rolloutPercent() < Limits.ROLLOUT_PERCENT;
    }

    private static byte[] outcome(Resolution resolution, Reason reason) {
        return Objects.requireNonNull(
                Objects.requireNonNull(OUTCOMES.get(resolution)).get(reason));
    }

    private static Map<Resolution, Map<Reason, byte[]>> outcomes() {
        var all = new EnumMap<Resolution, Map<Reason, byte[]>>(Resolution.class);
        for (var resolution : Resolution.values()) {
            var pieces = new EnumMap<Reason, byte[]>(Reason.class);
            for (var reason : Reason.values()) {
                pieces.put(
                        reason,
                        utf8(",\"reason\":\"" + resolution + "\",\"variant\":\"" + (reason.enabled() ? "on" : "off")
                                + "\",\"metadata\":{\"enabled\":" + reason.enabled() + ",\"flagstaffReason\":\""
                                + reason.wireName() + "\",\"bucket\":"));
            }
            all.put(resolution, pieces);
        }
        return all;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
