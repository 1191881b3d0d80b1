package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.TestRedis;
import dev.openfeature.contrib.providers.ofrep.OfrepProvider;
import dev.openfeature.contrib.providers.ofrep.OfrepProviderOptions;
import dev.openfeature.sdk.Client;
import dev.openfeature.sdk.ErrorCode;
import dev.openfeature.sdk.EvaluationContext;
import dev.openfeature.sdk.ImmutableContext;
import dev.openfeature.sdk.OpenFeatureAPI;
import dev.openfeature.sdk.Value;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// OpenFeature's own Java SDK and OFREP provider: every type, every reason, every error.
@Timeout(120)
class OfrepJavaProviderIT {
    private static final TestRedis REDIS = TestRedis.start(new String[0]);
    private static final RunningSidecar SIDECAR = startWithFlags();
    private static final Client CLIENT = client("flagstaff", SIDECAR.api().url());

    private static RunningSidecar startWithFlags() {
        try (var writer = Writer.to(REDIS.url())) {
            writer.put("plain", """
                    { "defaultEnabled": true, "environments": {
                        "production": { "enabled": true, "rolloutPercent": 50, "allowlistUsers": ["anna"], "allowlistRegions": ["eu"] },
                        "all": { "enabled": true, "rolloutPercent": 100 },
                        "off": { "enabled": false, "rolloutPercent": 100 } } }
                    """);
            putConfig(writer, "boolean", "false");
            putConfig(writer, "string", "\"h\u00ed \ud83d\ude80\"");
            putConfig(writer, "integer", "7");
            putConfig(writer, "double", "1.0");
            putConfig(writer, "object", "{\"title\": \"Fast\", \"list\": [1, 2.5, true, null], \"deep\": {\"n\": 1}}");
            putConfig(writer, "list", "[1, \"two\"]");
        }
        return RunningSidecar.at(REDIS.url(), Map.of("FLAGSTAFF_ENVIRONMENT", "production"))
                .awaitLoaded();
    }

    private static void putConfig(Writer writer, String flagKey, String value) {
        writer.put(flagKey, """
                { "defaultEnabled": true, "environments": {
                    "production": { "enabled": true, "rolloutPercent": 100, "value": %s },
                    "off": { "enabled": false, "rolloutPercent": 100, "value": %s } } }
                """.formatted(value, value));
    }

    private static Client client(String domain, String baseUrl) {
        OpenFeatureAPI.getInstance()
                .setProviderAndWait(
                        domain,
                        OfrepProvider.constructProvider(
                                OfrepProviderOptions.builder().baseUrl(baseUrl).build()));
        return OpenFeatureAPI.getInstance().getClient(domain);
    }

    @AfterAll
    static void close() {
        OpenFeatureAPI.getInstance().shutdown();
        SIDECAR.close();
        REDIS.close();
    }

    @Test
    void everyTypeArrivesAsItWasWritten() {
        var user = user("anna", Map.of());

        assertThat(CLIENT.getBooleanValue("plain", false, user)).isTrue();
        assertThat(CLIENT.getBooleanValue("boolean", true, user)).isFalse();
        assertThat(CLIENT.getStringValue("string", "default", user)).isEqualTo("h\u00ed \ud83d\ude80");
        assertThat(CLIENT.getIntegerValue("integer", 0, user)).isEqualTo(7);
        assertThat(CLIENT.getDoubleValue("double", 0.0, user)).isEqualTo(1.0);
        var object = CLIENT.getObjectValue("object", new Value(), user).asStructure();
        assertThat(object.getValue("title").asString()).isEqualTo("Fast");
        assertThat(object.getValue("list").asList()).hasSize(4);
        assertThat(object.getValue("list").asList().get(1).asDouble()).isEqualTo(2.5);
        assertThat(object.getValue("deep").asStructure().getValue("n").asInteger())
                .isEqualTo(1);
        assertThat(CLIENT.getObjectValue("list", new Value(), user)
                        .asList()
                        .get(1)
                        .asString())
                .isEqualTo("two");
    }

    @ParameterizedTest
    @CsvSource({
        "anna,      , production, true,  TARGETING_MATCH, on",
        "bert,    eu, production, true,  TARGETING_MATCH, on",
        "cleo,      , production, true,  SPLIT, on",
        "bert,      , production, false, SPLIT, off",
        "bert,      , all,        true,  STATIC, on",
        "bert,      , off,        false, STATIC, off",
        "bert,      , nowhere,    false, STATIC, off"
    })
    void everyReasonOfAFlagWithoutConfigArrivesWithItsValue(
            String subject, String region, String environment, boolean value, String reason, String variant) {
        var attributes = new HashMap<String, Value>(Map.of("environment", new Value(environment)));
        if (region != null) {
            attributes.put("region", new Value(region));
        }
        // The other default, so that serving the default would be seen.
        var details = CLIENT.getBooleanDetails("plain", !value, user(subject, attributes));

        assertThat(details.getValue()).isEqualTo(value);
        assertThat(details.getReason()).isEqualTo(reason);
        assertThat(details.getVariant()).isEqualTo(variant);
        assertThat(details.getErrorCode()).isNull();
        var metadata = details.getFlagMetadata();
        assertThat(metadata.getBoolean("enabled")).isEqualTo(value);
        assertThat(metadata.getString("environment")).isEqualTo(environment);
        assertThat(metadata.getString("flagstaffReason")).isNotEmpty();
        assertThat(metadata.getInteger("bucket")).isBetween(0, 99);
        assertThat(metadata.getInteger("revision")).isEqualTo(1);
    }

    @Test
    void whereAFlagWithConfigIsOffTheCodesDefaultServes() {
        var off = user("anna", Map.of("environment", new Value("off")));

        assertThat(CLIENT.getStringValue("string", "default", off)).isEqualTo("default");
        assertThat(CLIENT.getIntegerValue("integer", 42, off)).isEqualTo(42);
        assertThat(CLIENT.getDoubleValue("double", 4.5, off)).isEqualTo(4.5);
        assertThat(CLIENT.getBooleanValue("boolean", true, off)).isTrue();
        assertThat(CLIENT.getObjectValue("object", new Value("default"), off).asString())
                .isEqualTo("default");
        // This provider has no other name for an answer without a value.
        assertError(CLIENT, "boolean", off, ErrorCode.FLAG_NOT_FOUND);
    }

    @Test
    void everyErrorArrivesAsWhatItIs() {
        var user = user("anna", Map.of());

        assertError(CLIENT, "nowhere", user, ErrorCode.FLAG_NOT_FOUND);
        // This provider takes every 400 for a context that is wrong, whatever its code says.
        assertError(CLIENT, "plain", user("", Map.of()), ErrorCode.INVALID_CONTEXT);
        assertError(CLIENT, "plain", new ImmutableContext(), ErrorCode.INVALID_CONTEXT);
        assertError(CLIENT, "plain", user("anna", Map.of("environment", new Value(7))), ErrorCode.INVALID_CONTEXT);
        assertError(CLIENT, "plain", user("a\0b", Map.of()), ErrorCode.INVALID_CONTEXT);
        assertError(CLIENT, "string", user, ErrorCode.TYPE_MISMATCH);
    }

    @Test
    void aSidecarThatHasNothingYetIsAGeneralError() {
        try (var empty = RunningSidecar.at("redis://127.0.0.1:" + TestRedis.freePort(), Map.of())) {
            var client = client("empty", empty.api().url());
            assertError(client, "plain", user("anna", Map.of("environment", new Value("e"))), ErrorCode.GENERAL);
        }
    }

    private static void assertError(Client client, String flagKey, EvaluationContext context, ErrorCode code) {
        var details = client.getBooleanDetails(flagKey, true, context);
        assertThat(details.getErrorCode())
                .as(String.valueOf(details.getErrorMessage()))
                .isEqualTo(code);
        assertThat(details.getReason()).isEqualTo("ERROR");
        assertThat(details.getValue()).isTrue();
    }

    private static EvaluationContext user(String targetingKey, Map<String, Value> attributes) {
        return new ImmutableContext(targetingKey, attributes);
    }
}
