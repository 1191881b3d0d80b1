package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.XAddArgs;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Invariant 5, bounded staleness: what no message told, a comparison of revisions finds, or else a
/// reading of everything.
class LostMessagesIT extends FeedFixture {
    private static final FeedSettings POLLING = OpenFeed.polling(Duration.ofMillis(200));

    @BeforeEach
    void nothingTellsOfEditsByHand() {
        tellNothingOfEditsByHand();
        putNumbered(50);
    }

    @Test
    void aComparisonNamesTheFlagsThatChangedAndTheseAloneAreRead() {
        try (var feed = feed(POLLING)) {
            describeUnpublished("flag-7", "first");
            describeUnpublished("flag-9", "second");
            describeUnpublished("flag-7", "third");

            feed.told().awaitAll(store());
            assertThat(feed.told().changes())
                    .allSatisfy(change -> assertThat(change.source()).isEqualTo(ChangeSource.POLL))
                    .extracting(change -> change.read().flagKey())
                    .containsOnly("flag-7", "flag-9");
            assertThat(feed.told().replacements()).isEqualTo(1);
        }
    }

    @Test
    void aComparisonCostsOneScriptForEveryFlagThatChanged() {
        try (var feed = feed(POLLING)) {
            cli().configResetstat();
            describeUnpublished("flag-7", "changed");

            feed.told().awaitDescription("flag-7", "changed");
            assertThat(redis.readings(0)).isEqualTo(1);
        }
    }

    @Test
    void aStoreThatStandsStillIsCurrentAndNothingIsRead() {
        try (var feed = feed(POLLING)) {
            cli().configResetstat();
            long before = feed.told().timesCurrent();

            await().atMost(Recorder.LONG).until(() -> feed.told().timesCurrent() >= before + 3);
            assertThat(redis.readings(0)).isZero();
            assertThat(feed.told().changes()).isEmpty();
        }
    }

    @Test
    void everythingIsReadWhereTheStreamDoesNotReachBack() {
        try (var feed = feed(POLLING)) {
            cli().multi();
            cli().hset("feature-flags:flag:flag-7", "description", "changed");
            cli().incr("feature-flags:revision");
            cli().xtrim("feature-flags:changes", 0);
            cli().exec();

            feed.told().awaitDescription("flag-7", "changed");
            feed.told().awaitAll(store());
            assertThat(feed.told().replacements()).isGreaterThanOrEqualTo(2);
        }
    }

    @Test
    void everythingIsReadWhereTheCounterWentBack() {
        try (var feed = feed(POLLING)) {
            cli().hset("feature-flags:flag:flag-7", "description", "of a backup");
            cli().set("feature-flags:revision", "20");

            feed.told().awaitDescription("flag-7", "of a backup");
            assertThat(feed.told().mark().revision()).isEqualTo(20);
        }
    }

    @Test
    void everythingIsReadWhereTheStoreIsAnother() {
        try (var feed = feed(POLLING)) {
            cli().flushall();
            await().atMost(Recorder.LONG).until(() -> feed.told().flags().isEmpty());
            assertThat(feed.told().mark()).isEqualTo(StoreMark.NONE);

            for (int i = 0; i < 60; i++) {
                open.put(Definitions.numbered("another-" + i, i));
            }
            feed.told().awaitAll(store());
        }
    }

    @Test
    void aStoreOfAnotherLineageIsReadWholeThoughItsCounterIsHigher() {
        try (var feed = feed(POLLING)) {
            cli().multi();
            cli().hset("feature-flags:flag:flag-7", "description", "of another store");
            cli().set("feature-flags:lineage", "another");
            cli().set("feature-flags:revision", "51");
            cli().xadd("feature-flags:changes", new XAddArgs().id("51-0"), Map.of("flagKey", "flag-3"));
            cli().exec();

            feed.told().awaitDescription("flag-7", "of another store");
            feed.told().awaitAll(store());
        }
    }

    @Test
    void aMessageThatSkipsRevisionsTellsThatOthersWereLost() {
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            describeUnpublished("flag-7", "lost");
            describeUnpublished("flag-8", "lost");
            open.put(Definitions.numbered("flag-1", 1));

            feed.told().awaitAll(store());
            assertThat(feed.told().replacements()).isEqualTo(1);
            assertThat(feed.told().sources("flag-7")).containsExactly(ChangeSource.POLL);
            assertThat(feed.told().sources("flag-1")).containsExactly(ChangeSource.CHANNEL);
        }
    }

    @Test
    void readingEverythingAgainFindsWhatNobodyTold() {
        try (var feed = feed(OpenFeed.rereading(Duration.ofMillis(300)))) {
            describeByHand("flag-7", "in silence");
            cli().srem("feature-flags:index", "flag-8");
            new TutorialApp(cli()).write("theirs", "theirs");

            feed.told().awaitAll(store());
            assertThat(feed.told().flags()).hasSize(50).containsKey("theirs").doesNotContainKey("flag-8");
            assertThat(feed.told().changes()).isEmpty();
        }
    }

    @Test
    void whatNobodyToldIsNotFoundByMessagesAlone() {
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            describeByHand("flag-7", "in silence");
            open.put(Definitions.numbered("flag-1", 1));

            feed.told().awaitDescription("flag-1", "1");
            assertThat(Definitions.number(feed.told().flags().get("flag-7"))).isEqualTo(7);
        }
    }
}
