package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a person does to a flag's keys, the flag alone is broken by it, and a reason says what is wrong.
interface HandEditsContract extends StoreFixture {
    String FLAG = "feature-flags:flag:banner";
    String PRODUCTION = FLAG + ":environment:production";

    /// An edit that breaks a flag, and what the reason must say.
    static Stream<Arguments> edits() {
        return Stream.of(
                edit(cli -> cli.hdel(FLAG, "defaultEnabled"), "defaultEnabled must be true or false, is missing"),
                edit(
                        cli -> cli.hset(FLAG, "defaultEnabled", "yes"),
                        "defaultEnabled must be true or false, is \"yes\""),
                edit(
                        cli -> cli.hset(FLAG, "defaultEnabled", "TRUE"),
                        "defaultEnabled must be true or false, is \"TRUE\""),
                edit(cli -> cli.hdel(FLAG, "updatedAt"), "updatedAt must be an ISO 8601 instant, is missing"),
                edit(cli -> cli.hset(FLAG, "updatedAt", "now"), "updatedAt must be an ISO 8601 instant, is \"now\""),
                edit(cli -> cli.hset(FLAG, "revision", "0"), "revision must be a positive number, is \"0\""),
                edit(cli -> cli.hset(FLAG, "revision", "1.0"), "revision must be a positive number, is \"1.0\""),
                edit(cli -> cli.hset(FLAG, "revision", "9".repeat(60)), "is \"" + "9".repeat(40) + "…\""),
                edit(cli -> notUtf8(cli, "HSET", FLAG, "description"), "description is not valid UTF-8"),
                edit(cli -> cli.del(FLAG), "the index names it, but it has no hash"),
                edit(cli -> cli.set(FLAG, "text"), "WRONGTYPE"),
                edit(cli -> cli.set(FLAG + ":environments", "text"), "WRONGTYPE"),
                edit(
                        cli -> cli.sadd(FLAG + ":environments", "bad name"),
                        "the environment name \"bad name\" does not match"),
                edit(cli -> cli.sadd(FLAG + ":environments", "other"), "environment other: it has no hash"),
                edit(cli -> cli.del(PRODUCTION), "environment production: it has no hash"),
                edit(cli -> cli.set(PRODUCTION, "text"), "WRONGTYPE"),
                edit(cli -> cli.set(PRODUCTION + ":users", "text"), "WRONGTYPE"),
                edit(cli -> cli.lpush(PRODUCTION + ":regions", "text"), "WRONGTYPE"),
                edit(
                        cli -> cli.hset(PRODUCTION, "enabled", "1"),
                        "environment production: enabled must be true or false, is \"1\""),
                edit(cli -> cli.hset(PRODUCTION, "rolloutPercent", "101"), "an integer from 0 to 100, is \"101\""),
                edit(cli -> cli.hset(PRODUCTION, "rolloutPercent", "-1"), "an integer from 0 to 100, is \"-1\""),
                edit(cli -> cli.hset(PRODUCTION, "rolloutPercent", "25.0"), "an integer from 0 to 100, is \"25.0\""),
                edit(cli -> cli.hset(PRODUCTION, "rolloutPercent", "025"), "an integer from 0 to 100, is \"025\""),
                edit(cli -> cli.hset(PRODUCTION, "rolloutPercent", ""), "an integer from 0 to 100, is \"\""),
                edit(
                        cli -> cli.hdel(PRODUCTION, "rolloutPercent"),
                        "rolloutPercent must be an integer from 0 to 100, is" + " missing"),
                edit(cli -> cli.hset(PRODUCTION, "value", "{"), "environment production: value is no JSON: "),
                edit(cli -> cli.hset(PRODUCTION, "value", ""), "environment production: value is no JSON: is empty"),
                edit(cli -> cli.hset(PRODUCTION, "value", "1 2"), "value is no JSON: must be one JSON value"),
                edit(cli -> cli.hset(PRODUCTION, "value", "{\"a\":1,\"a\":2}"), "is given twice"),
                edit(cli -> cli.hset(PRODUCTION, "value", "[".repeat(9_999)), "value is no JSON: "),
                edit(
                        cli -> cli.hset(PRODUCTION, "updatedAt", "2026-03-19"),
                        "environment production: updatedAt must be an ISO 8601 instant, is \"2026-03-19\""),
                edit(cli -> notUtf8(cli, "SADD", PRODUCTION + ":users"), "users: an entry is not valid UTF-8"));
    }

    @ParameterizedTest
    @MethodSource("edits")
    default void anEditThatBreaksAFlagBreaksItAloneAndTheReasonTells(
            Consumer<RedisCommands<String, String>> edit, String reason) {
        put(Definitions.withValue("banner", "1"));
        var neighbour = new FlagRead.Present(put(Definitions.full("neighbour")));
        edit.accept(cli());

        assertThat(read("banner"))
                .isInstanceOfSatisfying(
                        FlagRead.Broken.class,
                        broken -> assertThat(broken.reason()).contains(reason));
        assertThat(read("neighbour")).isEqualTo(neighbour);
        assertThat(store().list().flags())
                .containsEntry("banner", read("banner"))
                .containsEntry("neighbour", neighbour)
                .hasSize(2);
        assertThat(put(Definitions.full("banner")).revision()).isEqualTo(3);
    }

    @Test
    default void everythingThatIsWrongWithAFlagIsTold() {
        put(Definitions.withValue("banner", "1"));
        cli().hset(FLAG, "defaultEnabled", "on");
        cli().hset(PRODUCTION, "enabled", "off");
        cli().hdel(PRODUCTION, "updatedAt");

        assertThat(read("banner"))
                .isEqualTo(new FlagRead.Broken(
                        "banner",
                        "environment production: enabled must be true or false, is \"off\"; "
                                + "environment production: updatedAt must be an ISO 8601 instant, is missing; "
                                + "defaultEnabled must be true or false, is \"on\""));
    }

    @Test
    default void whatMayBeMissingOrMoreIsNoFault() {
        put(Definitions.full("banner"));
        cli().hdel(FLAG, "description", "revision");
        cli().hset(FLAG, "owner", "us");
        cli().hdel(PRODUCTION, "value");
        cli().hset(PRODUCTION, "note", "text");
        cli().sadd(PRODUCTION + ":users", "");

        assertThat(read("banner")).isInstanceOfSatisfying(FlagRead.Present.class, present -> {
            var definition = present.definition();
            assertThat(definition.description()).isEmpty();
            assertThat(definition.revision()).isNull();
            assertThat(Objects.requireNonNull(definition.environments().get("production"))
                            .value()
                            .isNull())
                    .isTrue();
            assertThat(definition.environments().get("production").allowlistUsers())
                    .containsExactly("user-123", "user-456");
        });
    }

    @Test
    default void anIndexEntryThatNoFlagCouldHaveIsBrokenAndTheOthersAreFine() {
        var stored = put(Definitions.full("banner"));
        cli().sadd("feature-flags:index", "a:b", "");

        assertThat(store().list().flags())
                .hasSize(3)
                .containsEntry("banner", new FlagRead.Present(stored))
                .hasEntrySatisfying("a:b", read -> assertThat(read).isInstanceOf(FlagRead.Broken.class))
                .hasEntrySatisfying("", read -> assertThat(read).isInstanceOf(FlagRead.Broken.class));
    }

    private static Arguments edit(Consumer<RedisCommands<String, String>> edit, String reason) {
        return arguments(edit, reason);
    }

    private static void notUtf8(RedisCommands<String, String> cli, String command, String key, String... arguments) {
        String given = arguments.length == 0 ? "" : "'" + arguments[0] + "', ";
        cli.eval("return redis.call('" + command + "', KEYS[1], " + given + "'\\255')", ScriptOutputType.INTEGER, key);
    }
}
