package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A transaction of Redis does not roll back a command that fails. So whatever could make one fail must
/// be seen before.
interface WrongTypesContract extends StoreFixture {
    /// What makes the store unusable for writes, and what the message must say.
    static Stream<Arguments> obstacles() {
        return Stream.of(
                obstacle("index", cli -> cli.set("feature-flags:index", "text"), "WRONGTYPE"),
                obstacle("index", cli -> cli.hset("feature-flags:index", "a", "b"), "WRONGTYPE"),
                obstacle("revision", cli -> cli.set("feature-flags:revision", "many"), "not a number"),
                obstacle("revision", cli -> cli.set("feature-flags:revision", "-1"), "not a number"),
                obstacle("revision", cli -> cli.set("feature-flags:revision", "1.5"), "not a number"),
                obstacle("revision", cli -> cli.set("feature-flags:revision", ""), "not a number"),
                obstacle("revision", cli -> cli.set("feature-flags:revision", "9".repeat(18)), "as far as it goes"),
                obstacle("revision", cli -> cli.lpush("feature-flags:revision", "1"), "WRONGTYPE"),
                obstacle("changes", cli -> cli.set("feature-flags:changes", "text"), "WRONGTYPE"),
                obstacle("changes", cli -> cli.sadd("feature-flags:changes", "text"), "WRONGTYPE"),
                obstacle("changes", cli -> add(cli, "9223372036854775807-0"), "as far as it goes"),
                obstacle("changes", cli -> add(cli, "18446744073709551615-1"), "as far as it goes"),
                obstacle("lineage", cli -> cli.sadd("feature-flags:lineage", "text"), "WRONGTYPE"));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("obstacles")
    default void aWriteThatCannotBeWholeChangesNothingAndSaysWhy(
            String key, Consumer<RedisCommands<String, String>> obstacle, String message) {
        put(Definitions.full("banner"));
        cli().del("feature-flags:" + key);
        obstacle.accept(cli());
        var before = dump();

        assertThatThrownBy(() -> store().put(Definitions.bare("banner")))
                .isInstanceOf(RedisUnavailableException.class)
                .hasMessageContaining(message);
        assertThat(dump()).isEqualTo(before);
        // A store whose connection was given up makes another one.
        try (var another = another()) {
            assertThatThrownBy(() -> another.store().delete("banner", Definitions.NOON))
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining(message);
        }
        assertThat(dump()).isEqualTo(before);
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("obstacles")
    default void whatReadingCannotDealWithItSays(
            String key, Consumer<RedisCommands<String, String>> obstacle, String message) {
        put(Definitions.full("banner"));
        cli().del("feature-flags:" + key);
        obstacle.accept(cli());

        if (key.equals("changes") || message.equals("as far as it goes")) {
            assertThat(store().list().flags()).containsOnlyKeys("banner");
        } else {
            assertThatThrownBy(() -> store().list())
                    .isInstanceOf(RedisUnavailableException.class)
                    .hasMessageContaining(message);
        }
    }

    @Test
    default void theStoreCanBeWrittenAgainOnceTheKeyIsRight() {
        cli().set("feature-flags:index", "text");
        assertThatThrownBy(() -> put(Definitions.full("banner"))).isInstanceOf(RedisUnavailableException.class);

        cli().del("feature-flags:index");

        await().ignoreExceptionsInstanceOf(RedisUnavailableException.class)
                .untilAsserted(() ->
                        assertThat(put(Definitions.full("banner")).revision()).isPositive());
    }

    @Test
    default void aFlagWhoseKeysAreOfTheWrongTypeIsWrittenAnew() {
        put(Definitions.full("banner"));
        for (String key : cli().keys("feature-flags:flag:*")) {
            cli().del(key);
            if (key.endsWith(":environments")) {
                cli().lpush(key, "text");
            } else {
                cli().set(key, "text");
            }
        }

        var definition = Definitions.full("banner");
        assertThat(put(definition)).isEqualTo(Definitions.stored(definition, 2L));
    }

    @Test
    default void aFlagWhoseKeysAreOfTheWrongTypeCanBeDeleted() {
        put(Definitions.bare("banner"));
        cli().set("feature-flags:flag:banner", "text");
        cli().set("feature-flags:flag:banner:environments", "text");

        assertThat(store().delete("banner", Definitions.NOON)).isEqualTo(new DeleteOutcome.Deleted(2));
        assertThat(cli().keys("feature-flags:flag:*")).isEmpty();
    }

    private static Arguments obstacle(String key, Consumer<RedisCommands<String, String>> obstacle, String message) {
        return arguments(key, obstacle, message);
    }

    private static void add(RedisCommands<String, String> cli, String id) {
        cli.xadd("feature-flags:changes", new XAddArgs().id(id), Map.of("flagKey", "banner"));
    }
}
