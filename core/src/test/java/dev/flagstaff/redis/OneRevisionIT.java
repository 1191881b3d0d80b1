package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is read of many flags is of one revision, also while several write and never pause.
@Timeout(180)
class OneRevisionIT extends FeedFixture {
    /// More than one call reads.
    private static final int FLAGS = 400;

    /// How many writes a writer sends before it looks for the first one's answer.
    private static final int AHEAD = 20;

    /// The next step of the counter: it says which flag is written or deleted, and that is what the flag then says.
    private static final String STEP = """
            local revision = redis.call('INCR', KEYS[1])
            local flag = 'flag-' .. revision % %d
            local op = revision % 7 == 0 and 'delete' or 'put'
            if op == 'put' then
              redis.call('HSET', 'feature-flags:flag:' .. flag, 'description', revision, 'defaultEnabled', 'true',
                  'updatedAt', '2026-03-19T12:00:00.000Z', 'revision', revision)
              redis.call('SADD', 'feature-flags:index', flag)
            else
              redis.call('DEL', 'feature-flags:flag:' .. flag)
              redis.call('SREM', 'feature-flags:index', flag)
            end
            redis.call('XADD', 'feature-flags:changes', 'MAXLEN', '~', 10000, revision .. '-0',
                'flagKey', flag, 'op', op, 'at', '2026-03-19T12:00:00.000Z')
            redis.call('PUBLISH', 'feature-flags:changed', cjson.encode({revision = revision, flagKey = flag,
                op = op, at = '2026-03-19T12:00:00.000Z'}))
            """.replace("%d", Integer.toString(FLAGS));

    @Test
    void listsAndWhatIsToldAreOfOneRevisionThoughWritersNeverPause() {
        everyFlagOnce();
        var lists = new ArrayList<StoreContents>();
        try (var reading = OpenStore.at(redis.url());
                var feed = feed(OpenFeed.polling(Duration.ofMillis(20)))) {
            long before = feed.told().mark().revision();
            try (var client = RedisClient.create(redis.url());
                    var writers = writers(client)) {
                await().atMost(Recorder.LONG).until(() -> {
                    lists.add(reading.store().list());
                    return lists.size() >= 50 && feed.told().views().size() >= 50;
                });
                assertThat(writers.rounds()).isPositive();
            }
            System.out.printf(
                    "one revision: %d lists and %d views during %d changes%n",
                    lists.size(),
                    feed.told().views().size(),
                    lists.getLast().mark().revision() - before);
            lists.forEach(list -> isOfOneRevision(list.flags(), list.mark()));
            feed.told().views().forEach(view -> isOfOneRevision(view.flags(), view.mark()));
            feed.told().awaitAll(store());
        }
    }

    /// So much at once that what changed is looked up before it is read.
    @Test
    void aBurstOfThousandsIsToldAsOfOneRevision() {
        everyFlagOnce();
        try (var feed = feed(OpenFeed.MESSAGES_ALONE)) {
            cli().eval("for _ = 1, 3000 do\n" + STEP + "\nend", ScriptOutputType.STATUS, "feature-flags:revision");

            await().atMost(Recorder.LONG).until(() -> feed.told().mark().revision() == FLAGS + 3_000);
            feed.told().views().forEach(view -> isOfOneRevision(view.flags(), view.mark()));
        }
    }

    private static void isOfOneRevision(Map<String, FlagRead> flags, StoreMark mark) {
        var expected = new TreeMap<String, String>();
        for (int i = 0; i < FLAGS; i++) {
            long last = mark.revision() - Math.floorMod(mark.revision() - i, FLAGS);
            if (last % 7 != 0) {
                expected.put("flag-" + i, Long.toString(last));
            }
        }
        var actual = new TreeMap<String, String>();
        flags.forEach((flagKey, read) -> {
            assertThat(read).isInstanceOf(FlagRead.Present.class);
            actual.put(flagKey, ((FlagRead.Present) read).definition().description());
        });
        assertThat(actual).as("at revision %d", mark.revision()).isEqualTo(expected);
    }

    /// While its flags are being read, a store is written to and then set back to where it stood, each in
    /// between two calls.
    @Test
    void aBackupThatIsRestoredInTheMiddleOfAListIsListedAndNothingElse() {
        putNumbered(FLAGS);
        var backup = backup();
        try (var reading = OpenStore.at(wire.url());
                var operator = TestClient.at(redis.url())) {
            cli().configResetstat();
            var events = new ArrayDeque<Runnable>(List.of(this::putOthers, () -> restore(operator, backup)));
            wire.beforeQuestions(() -> {
                synchronized (events) {
                    if (operator.commands().info("commandstats").contains("cmdstat_evalsha") && !events.isEmpty()) {
                        events.remove().run();
                    }
                }
            });

            var contents = reading.store().list();

            assertThat(events).isEmpty();
            assertThat(contents.mark().revision()).isEqualTo(FLAGS);
            assertThat(contents.flags())
                    .hasSize(FLAGS)
                    .allSatisfy((flagKey, read) ->
                            assertThat("flag-" + Definitions.number(read)).isEqualTo(flagKey));
        }
    }

    private void putOthers() {
        for (int i = 0; i < FLAGS; i++) {
            open.put(Definitions.numbered("flag-" + i, 1_000 + i));
        }
    }

    private Map<String, byte[]> backup() {
        var backup = new TreeMap<String, byte[]>();
        cli().keys("feature-flags:*").forEach(key -> backup.put(key, cli().dump(key)));
        return backup;
    }

    private static void restore(TestClient operator, Map<String, byte[]> backup) {
        operator.commands().multi();
        operator.commands().flushall();
        backup.forEach((key, dump) -> operator.commands().restore(key, 0, dump));
        operator.commands().exec();
    }

    /// How much a call reads is bounded.
    @Test
    void largeFlagsAreReadInSeveralCallsAndToldTogether() {
        tellNothingOfEditsByHand();
        String large = "\"" + "x".repeat(100_000) + "\"";
        for (int i = 0; i < 20; i++) {
            open.put(Definitions.withValue("large-" + i, large));
        }
        try (var feed = feed(OpenFeed.polling(Duration.ofMillis(100)))) {
            cli().configResetstat();
            cli().eval("""
                            for i = 0, 19 do
                              redis.call('HSET', 'feature-flags:flag:large-' .. i, 'description', 'changed')
                              redis.call('XADD', 'feature-flags:changes', redis.call('INCR', KEYS[1]) .. '-0',
                                  'flagKey', 'large-' .. i)
                            end
                            """, ScriptOutputType.STATUS, "feature-flags:revision");

            feed.told().awaitDescription("large-19", "changed");

            assertThat(redis.readings(0)).isGreaterThanOrEqualTo(4);
            assertThat(feed.told().views()).hasSize(2);
            feed.told().awaitAll(store());
        }
    }

    private void everyFlagOnce() {
        tellNothingOfEditsByHand();
        cli().set("feature-flags:lineage", "lineage");
        for (int i = 0; i < FLAGS; i++) {
            cli().eval(STEP, ScriptOutputType.STATUS, "feature-flags:revision");
        }
    }

    private Busy writers(RedisClient client) {
        return new Busy(writer(client), writer(client), writer(client));
    }

    /// Sends steps, always some ahead of their answers.
    private Runnable writer(RedisClient client) {
        var commands = client.connect().async();
        String step = cli().scriptLoad(STEP);
        var sent = new ArrayDeque<RedisFuture<?>>();
        return () -> {
            sent.add(commands.evalsha(step, ScriptOutputType.STATUS, "feature-flags:revision"));
            if (sent.size() > AHEAD) {
                sent.remove().toCompletableFuture().join();
            }
        };
    }
}
