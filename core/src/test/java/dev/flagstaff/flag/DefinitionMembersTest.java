package dev.flagstaff.flag;

import static dev.flagstaff.flag.Reading.ENVIRONMENT;
import static dev.flagstaff.flag.Reading.accepted;
import static dev.flagstaff.flag.Reading.acceptedEnvironment;
import static dev.flagstaff.flag.Reading.environment;
import static dev.flagstaff.flag.Reading.environments;
import static dev.flagstaff.flag.Reading.faults;
import static dev.flagstaff.flag.Reading.flag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DefinitionMembersTest {
    private static final List<String> SAMPLES = List.of("null", "true", "7", "7.5", "\"text\"", "[]", "{}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"environments":{}}                                                | `#/defaultEnabled`
            {"defaultEnabled":false}                                           | `#/environments`
            {"defaultEnabled":true,"environments":{"p":{"rolloutPercent":1}}}  | `#/environments/p/enabled`
            {"defaultEnabled":true,"environments":{"p":{"enabled":true}}}      | `#/environments/p/rolloutPercent`
            """)
    void aMissingMemberIsNamedByWhereItBelongs(String body, String pointer) {
        assertThat(faults(body)).containsExactly(pointer + " is required");
    }

    @Test
    void everyMissingMemberIsNamed() {
        assertThat(faults("{}")).containsExactly("#/defaultEnabled is required", "#/environments is required");
        assertThat(faults(environments("\"p\":{}")))
                .containsExactly("#/environments/p/enabled is required", "#/environments/p/rolloutPercent is required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enabled",
                "value",
                "rolloutPercent",
                "allowlistUsers",
                "Description",
                "defaultenabled",
                "etag",
                "",
            })
    void anUnknownMemberOfAFlagIsNamedAndRefused(String name) {
        assertThat(faults(flag("\"" + name + "\":1"))).containsExactly("#/" + name + " is not a field of a flag");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rolloutPercentage",
                "Enabled",
                "description",
                "defaultEnabled",
                "flagKey",
                "revision",
                "environments",
                "",
            })
    void anUnknownMemberOfAnEnvironmentIsNamedAndRefused(String name) {
        assertThat(faults(environment("\"" + name + "\":1")))
                .containsExactly(ENVIRONMENT + "/" + name + " is not a field of an environment");
    }

    @Test
    void whatAnUnknownMemberHoldsIsNoFurtherFault() {
        assertThat(faults(flag("\"x\":{\"enabled\":7,\"y\":[1,{}]}"))).containsExactly("#/x is not a field of a flag");
    }

    static Stream<Arguments> wrongTypes() {
        return Stream.of(
                        wrong("#/description", "must be a string", "\"text\"", v -> flag("\"description\":" + v)),
                        wrong("#/flagKey", "must be a string", "\"text\"", v -> flag("\"flagKey\":" + v)),
                        wrong(
                                "#/defaultEnabled",
                                "must be true or false",
                                "true",
                                DefinitionMembersTest::defaultEnabled),
                        wrong("#/environments", "must be a JSON object", "{}", DefinitionMembersTest::allEnvironments),
                        wrong(ENVIRONMENT, "must be a JSON object", "{}", v -> environments("\"production\":" + v)),
                        wrong(
                                ENVIRONMENT + "/enabled",
                                "must be true or false",
                                "true",
                                DefinitionMembersTest::enabled),
                        wrong(
                                ENVIRONMENT + "/rolloutPercent",
                                "must be an integer from 0 to 100",
                                "7",
                                DefinitionMembersTest::rolloutPercent),
                        wrong(ENVIRONMENT + "/allowlistUsers", "must be an array of strings", "[]", Reading::users),
                        wrong(
                                ENVIRONMENT + "/allowlistRegions",
                                "must be an array of strings",
                                "[]",
                                v -> environment("\"allowlistRegions\":" + v)),
                        wrong(
                                ENVIRONMENT + "/allowlistUsers/1",
                                "must be a string",
                                "\"text\"",
                                v -> Reading.users("[\"a\"," + v + "]")),
                        wrong(
                                ENVIRONMENT + "/allowlistRegions/0",
                                "must be a string",
                                "\"text\"",
                                v -> environment("\"allowlistRegions\":[" + v + ",\"b\"]")))
                .flatMap(rows -> rows);
    }

    private static Stream<Arguments> wrong(String pointer, String detail, String right, UnaryOperator<String> body) {
        return SAMPLES.stream()
                .filter(sample -> !sample.equals(right))
                .map(sample -> arguments(body.apply(sample), pointer + " " + detail));
    }

    private static String defaultEnabled(String json) {
        return "{\"environments\":{},\"defaultEnabled\":" + json + "}";
    }

    private static String allEnvironments(String json) {
        return "{\"defaultEnabled\":true,\"environments\":" + json + "}";
    }

    private static String enabled(String json) {
        return environments("\"production\":{\"rolloutPercent\":1,\"enabled\":" + json + "}");
    }

    private static String rolloutPercent(String json) {
        return environments("\"production\":{\"enabled\":true,\"rolloutPercent\":" + json + "}");
    }

    @ParameterizedTest
    @MethodSource("wrongTypes")
    void aMemberOfTheWrongTypeIsRefusedWithWhatItMustBe(String body, String fault) {
        assertThat(faults(body)).containsExactly(fault);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "true", "7", "7.5", "\"text\"", "[]", "[{\"defaultEnabled\":true}]"})
    void theDocumentMustBeAnObject(String body) {
        assertThat(faults(body)).containsExactly("# must be a JSON object");
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertThat(accepted(flag("")).description()).isEmpty();
        var environment = acceptedEnvironment(environment(""));
        assertThat(environment.value()).isEqualTo(JsonValue.NULL);
        assertThat(environment.allowlistUsers()).isEmpty();
        assertThat(environment.allowlistRegions()).isEmpty();
    }

    @Test
    void aValueMayBeNull() {
        assertThat(acceptedEnvironment(Reading.value("null")).value().isNull()).isTrue();
    }

    @Test
    void everyMemberIsTakenAsGiven() {
        var flag = accepted("""
                { "environments": { "production": { "allowlistRegions": ["eu"], "allowlistUsers": ["ada"],
                    "value": [ 1 ], "rolloutPercent": 7, "enabled": true } },
                  "defaultEnabled": true, "description": "Copy \\u00e9" }
                """);
        assertThat(flag.flagKey()).isEqualTo(Reading.FLAG_KEY);
        assertThat(flag.description()).isEqualTo("Copy \u00e9");
        assertThat(flag.defaultEnabled()).isTrue();
        assertThat(flag.environments()).containsOnlyKeys("production");
        var environment = flag.environments().values().iterator().next();
        assertThat(environment.enabled()).isTrue();
        assertThat(environment.rolloutPercent()).isEqualTo(7);
        assertThat(environment.value().text()).isEqualTo("[1]");
        assertThat(environment.allowlistUsers()).containsExactly("ada");
        assertThat(environment.allowlistRegions()).containsExactly("eu");
    }

    @Test
    void falseIsTakenAsFalse() {
        var flag = accepted("""
                {"defaultEnabled":false,"environments":{"p":{"enabled":false,"rolloutPercent":0}}}
                """);
        assertThat(flag.defaultEnabled()).isFalse();
        assertThat(flag.environments().get("p")).extracting("enabled").isEqualTo(false);
    }
}
