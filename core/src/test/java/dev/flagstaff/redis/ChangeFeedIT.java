package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What reaches a feed by messages alone, on a good day.
class ChangeFeedIT extends FeedFixture {
    @Test
    void everythingIsToldAtTheBeginning() {
        putNumbered(250);
        new TutorialApp(cli()).write("theirs", "theirs");
        cli().sadd("feature-flags:index", "broken");

        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            feed.told().awaitAll(store());
            assertThat(feed.told().flags()).hasSize(252);
            assertThat(feed.told().replacements()).isEqualTo(1);
            assertThat(feed.told().connections()).containsExactly(true);
            assertThat(feed.told().timesCurrent()).isEqualTo(1);
            assertThat(feed.feed().isConnected()).isTrue();
        }
    }

    @Test
    void anEmptyStoreIsToldAsEmpty() {
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            assertThat(feed.told().views()).containsExactly(new Recorder.View(new TreeMap<>(), StoreMark.NONE));
        }
    }

    @Test
    void aWriteIsToldWithTheTimeOfItsPublication() {
        // On a machine that is very busy these may come long before the message, and tell of it first.
        keyspaceEventsOff();
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            var stored = open.put(Definitions.full("banner"));

            feed.told()
                    .awaitLast(new ChangeListener.Change(
                            new FlagRead.Present(stored), ChangeSource.CHANNEL, Definitions.NOON));
            feed.told().awaitAll(store());
        }
    }

    @Test
    void aDeletionIsTold() {
        keyspaceEventsOff();
        open.put(Definitions.full("banner"));
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            store().delete("banner", Definitions.NOON);

            feed.told()
                    .awaitLast(new ChangeListener.Change(
                            new FlagRead.Absent("banner"), ChangeSource.CHANNEL, Definitions.NOON));
            feed.told().awaitAll(store());
        }
    }

    @Test
    void aFieldThatIsSetByHandIsTold() {
        putNumbered(3);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            describeByHand("flag-1", "by hand");

            feed.told()
                    .awaitLast(new ChangeListener.Change(store().find("flag-1").flag(), ChangeSource.KEYSPACE, null));
            feed.told().awaitDescription("flag-1", "by hand");
        }
    }

    @Test
    void everyKeyOfAFlagCountsWhenItIsChangedByHand() {
        open.put(Definitions.full("banner"));
        String production = "feature-flags:flag:banner:environment:production";
        List<Runnable> edits = List.of(
                () -> cli().hset(production, "rolloutPercent", "77"),
                () -> cli().sadd(production + ":users", "user-789"),
                () -> cli().srem(production + ":users", "user-123"),
                () -> cli().del(production + ":regions"),
                () -> cli().srem("feature-flags:flag:banner:environments", "staging"),
                () -> cli().set(production + ":regions", "broken"),
                () -> cli().del(production + ":regions"),
                () -> cli().rename(production, production + ":moved"),
                () -> cli().rename(production + ":moved", production),
                () -> cli().pexpire(production, 1));
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            for (var edit : edits) {
                edit.run();
                feed.told().awaitAll(store());
            }
        }
    }

    @Test
    void aFlagThatTheIndexGainsOrLosesByHandIsTold() {
        putNumbered(3);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            cli().srem("feature-flags:index", "flag-1");
            feed.told().awaitAll(store());
            assertThat(feed.told().flags()).doesNotContainKey("flag-1");

            cli().sadd("feature-flags:index", "flag-1");
            feed.told().awaitAll(store());
            assertThat(feed.told().flags()).containsKey("flag-1");
        }
    }

    @Test
    void aFlagWhoseHashIsDeletedByHandIsToldAsBroken() {
        putNumbered(3);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            cli().del("feature-flags:flag:flag-1");

            feed.told().awaitAll(store());
            assertThat(feed.told().flags())
                    .containsEntry("flag-1", new FlagRead.Broken("flag-1", "the index names it, but it has no hash"))
                    .hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", ""})
    void anIndexEntryThatNoFlagCouldHaveIsBrokenUntilItIsGone(String name) {
        putNumbered(1);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            cli().sadd("feature-flags:index", name);
            await().atMost(Recorder.LONG).until(() -> feed.told().flags().containsKey(name));
            assertThat(feed.told().flags().get(name)).isInstanceOf(FlagRead.Broken.class);

            cli().srem("feature-flags:index", name);
            feed.told().awaitAll(store());
        }
    }

    @Test
    void aFlagOfTheTutorialsAppIsToldWithoutARevision() {
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            new TutorialApp(cli()).write("banner", "theirs");

            feed.told().awaitDescription("banner", "theirs");
            feed.told().awaitAll(store());
        }
    }

    @Test
    void whatIsNoChangeEventIsIgnored() {
        putNumbered(1);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            for (String noise : List.of("", "{", "[]", "{}", "null", "{\"revision\":\"x\"}", "{\"revision\":2}")) {
                cli().publish("feature-flags:changed", noise);
            }
            cli().set("feature-flags:note", "no flag");
            cli().set("feature-flagsX:flag:a", "not ours");
            open.put(Definitions.numbered("flag-0", 5));

            feed.told().awaitAll(store());
            assertThat(feed.told().changes())
                    .allMatch(change -> change.read().flagKey().equals("flag-0"));
        }
    }

    @Test
    void aMessageAboutAFlagThatIsNotThereTellsThatItIsNot() {
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            for (String flagKey : List.of("nothing", "no flag could have it")) {
                cli().publish(
                                "feature-flags:changed",
                                "{\"revision\":7,\"flagKey\":\"" + flagKey
                                        + "\",\"op\":\"put\",\"at\":\"2026-03-19T12:00:00.000Z\"}");
                await().atMost(Recorder.LONG)
                        .until(() -> !feed.told().sources(flagKey).isEmpty());
            }
            assertThat(feed.told().flags()).isEmpty();
        }
    }

    /// Half of a surrogate pair has no UTF-8, so that Redis could not even be asked for it.
    @Test
    void aMessageAboutANameThatIsNoTextHoldsNothingUp() {
        putNumbered(1);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            cli().publish(
                            "feature-flags:changed",
                            "{\"revision\":7,\"flagKey\":\"\\ud800\",\"op\":\"put\",\"at\":\"2026-03-19T12:00:00.000Z\"}");
            open.put(Definitions.numbered("flag-0", 5));

            feed.told().awaitDescription("flag-0", "5");
            feed.told().awaitAll(store());
        }
    }

    @Test
    void anotherPrefixAndAnotherDatabaseAreNotFollowed() {
        putNumbered(1);
        try (var feed = feed(OpenFeed.MESSAGES_ALONE);
                var elsewhere = OpenStore.at(redis.url() + "/1");
                var feedElsewhere = OpenFeed.at(redis.url() + "/1", OpenFeed.MESSAGES_ALONE)) {
            cli().select(1);
            cli().hset("feature-flags:flag:flag-0", Map.of("description", "another"));
            cli().sadd("feature-flags:index", "flag-0");
            cli().select(0);

            feedElsewhere.told().awaitAll(elsewhere.store());
            assertThat(feedElsewhere.told().flags()).hasSize(1);
            feed.told().awaitAll(store());
            // Redis tracks keys of all databases alike: the flag may have been read, in vain.
            var same = store().find("flag-0").flag();
            assertThat(feed.told().changes()).allMatch(change -> change.read().equals(same));
        }
    }

    @Test
    void fiftyWritesToAWarmFeedCostOneScriptCallEach() {
        int writes = 50;
        open.put(Definitions.numbered("banner", 0));
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            for (int i = 1; i <= 5; i++) {
                open.put(Definitions.numbered("banner", i));
                feed.told().awaitAll(store());
            }
            feed.told().awaitAll(store());
            cli().configResetstat();
            for (int i = 1; i <= writes; i++) {
                var stored = open.put(Definitions.numbered("banner", i));
                await().atMost(Recorder.LONG)
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> Objects.equals(
                                stored.revision(), feed.told().mark().revision()));
            }
            // A keyspace notification whose message on the channel takes longer than it lingers costs one more.
            assertThat(redis.readings(writes)).isBetween((long) writes, 2L * writes);
            assertThat(redis.calls("xrange")).isLessThanOrEqualTo(writes);
        }
    }
}
