package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a write leaves in Redis, and what it answers.
interface WritingContract extends StoreFixture {
    String AT = "2026-03-19T12:00:00.000Z";

    @Test
    default void aWriteLeavesExactlyTheKeysOfTheContract() {
        put(Definitions.full("banner"));

        var dump = dump();
        String lineage = dump.remove("feature-flags:lineage");
        assertThat(lineage).matches("string [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(dump)
                .isEqualTo(new TreeMap<>(Map.of(
                        "feature-flags:index", "set [banner]",
                        "feature-flags:flag:banner",
                                "hash {defaultEnabled=true, description=Controls checkout banner copy, revision=1, updatedAt="
                                        + AT + "}",
                        "feature-flags:flag:banner:environments", "set [production, staging]",
                        "feature-flags:flag:banner:environment:production",
                                "hash {enabled=true, rolloutPercent=25, updatedAt=" + AT
                                        + ", value={\"title\":\"Fast checkout\"}}",
                        "feature-flags:flag:banner:environment:production:users", "set [user-123, user-456]",
                        "feature-flags:flag:banner:environment:production:regions", "set [us-west]",
                        "feature-flags:flag:banner:environment:staging",
                                "hash {enabled=false, rolloutPercent=0, updatedAt=" + AT + ", value=null}",
                        "feature-flags:revision", "string 1",
                        "feature-flags:changes", "stream {1-0={at=" + AT + ", flagKey=banner, op=put}}")));
    }

    @Test
    default void aFlagWithoutEnvironmentsHasNoKeysForThem() {
        put(Definitions.bare("bare"));

        assertThat(dump())
                .containsEntry(
                        "feature-flags:flag:bare",
                        "hash {defaultEnabled=false, description=, revision=1, updatedAt=" + AT + "}")
                .hasSize(5);
    }

    @Test
    default void aWriteAnswersWithTheDefinitionAndItsRevision() {
        var definition = Definitions.full("banner");

        assertThat(put(definition)).isEqualTo(Definitions.stored(definition, 1L));
        assertThat(read("banner")).isEqualTo(new FlagRead.Present(Definitions.stored(definition, 1L)));
    }

    @Test
    default void aWriteIsPublishedWithItsRevision() {
        try (var heard = subscribe()) {
            put(Definitions.full("banner"));
            put(Definitions.bare("other"));

            await().until(() -> heard.messages().size() >= 2);
            assertThat(heard.messages())
                    .containsExactly(
                            "{\"revision\":1,\"flagKey\":\"banner\",\"op\":\"put\",\"at\":\"" + AT + "\"}",
                            "{\"revision\":2,\"flagKey\":\"other\",\"op\":\"put\",\"at\":\"" + AT + "\"}");
        }
    }

    @Test
    default void environmentsThatAreLeftOutLeaveNoKeyBehind() {
        put(Definitions.full("banner"));
        put(Definitions.of("banner")
                .environment(
                        "staging", Definitions.environment().rolloutPercent(1).value("1"))
                .build());

        assertThat(dump())
                .doesNotContainKeys(
                        "feature-flags:flag:banner:environment:production",
                        "feature-flags:flag:banner:environment:production:users",
                        "feature-flags:flag:banner:environment:production:regions")
                .containsEntry("feature-flags:flag:banner:environments", "set [staging]");
    }

    @Test
    default void anAllowlistThatIsEmptiedHasNoKey() {
        put(Definitions.full("banner"));
        put(Definitions.of("banner")
                .environment(
                        "production",
                        Definitions.environment().rolloutPercent(1).value("1"))
                .build());

        assertThat(dump().keySet()).noneMatch(key -> key.endsWith(":users") || key.endsWith(":regions"));
    }

    @Test
    default void aWriteTouchesNoOtherFlagHoweverAlikeTheNames() {
        put(Definitions.full("a.b"));
        put(Definitions.full("a-environments"));
        var others = dump();
        others.keySet().removeIf(key -> !key.contains(":flag:"));

        put(Definitions.full("a"));
        store().delete("a", Definitions.NOON);

        assertThat(dump()).containsAllEntriesOf(others);
    }

    @Test
    default void nothingThatIsWrittenExpiresEvenWhereWhatItReplacesDid() {
        put(Definitions.full("banner"));
        cli().keys("feature-flags:flag:*").forEach(key -> cli().expire(key, 1_000));

        put(Definitions.full("banner"));

        assertThat(dump().values()).noneMatch(content -> content.endsWith(", expires"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1",
                "-0",
                "1e400",
                "12345678901234567890",
                "0.1000",
                "\"äöü €𝄞\"",
                "null",
                "{\"b\":1,\"a\":[true,false,null,{}]}",
                "\"\"",
                "[]"
            })
    default void aValueComesBackSpelledAsItWasWritten(String json) {
        var definition = Definitions.withValue("banner", json);
        put(definition);

        assertThat(cli().hget("feature-flags:flag:banner:environment:production", "value"))
                .isEqualTo(json);
        assertThat(read("banner")).isEqualTo(new FlagRead.Present(Definitions.stored(definition, 1L)));
    }

    @Test
    default void anAllowlistOf10000EntriesIsStoredWhole() {
        var users = new TreeSet<String>();
        for (int i = 0; i < 10_000; i++) {
            users.add("user with a ü and a number, " + i);
        }
        var definition = Definitions.of("banner")
                .environment("production", Definitions.environment().users(users))
                .build();

        assertThat(put(definition)).isEqualTo(Definitions.stored(definition, 1L));
        assertThat(cli().scard("feature-flags:flag:banner:environment:production:users"))
                .isEqualTo(10_000);
    }

    @Test
    default void aHundredEnvironmentsAreStoredWholeAndRemovedWhole() {
        var flag = Definitions.of("banner");
        for (int i = 0; i < 100; i++) {
            flag.environment(
                    "environment-" + i,
                    Definitions.environment().rolloutPercent(i).value(Integer.toString(i)));
        }
        var definition = flag.build();

        assertThat(put(definition)).isEqualTo(Definitions.stored(definition, 1L));
        put(Definitions.bare("banner"));
        assertThat(cli().keys("feature-flags:flag:*")).containsExactly("feature-flags:flag:banner");
    }

    @Test
    default void aWriteWorksThoughRedisForgotTheScript() {
        put(Definitions.full("banner"));
        cli().scriptFlush();

        assertThat(put(Definitions.numbered("banner", 7)))
                .isEqualTo(Definitions.stored(Definitions.numbered("banner", 7), 2L));
    }
}
