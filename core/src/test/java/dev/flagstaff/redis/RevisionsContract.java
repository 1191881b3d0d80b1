package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The counter goes forward, whatever happens to it.
interface RevisionsContract extends StoreFixture {
    String COUNTER = "feature-flags:revision";
    String CHANGES = "feature-flags:changes";

    @Test
    default void everyWriteAndEveryDeletionIsOneStep() {
        put(Definitions.full("a"));
        put(Definitions.full("b"));
        store().delete("a", Definitions.NOON);
        store().delete("a", Definitions.NOON);
        put(Definitions.full("a"));

        assertThat(changeIds()).containsExactly("1-0", "2-0", "3-0", "4-0");
        assertThat(cli().get(COUNTER)).isEqualTo("4");
    }

    @Test
    default void theLineageIsSetOnceAndNeverChanges() {
        put(Definitions.full("a"));
        String lineage = cli().get("feature-flags:lineage");

        put(Definitions.full("a"));
        store().delete("a", Definitions.NOON);
        try (var another = another()) {
            another.put(Definitions.full("b"));
        }

        assertThat(cli().get("feature-flags:lineage")).isEqualTo(lineage);
    }

    @Test
    default void aLineageThatIsThereStays() {
        cli().set("feature-flags:lineage", "given");
        put(Definitions.full("a"));

        assertThat(cli().get("feature-flags:lineage")).isEqualTo("given");
    }

    @Test
    default void twoStoresThatBeginAloneHaveDifferentLineages() {
        put(Definitions.full("a"));
        String first = cli().get("feature-flags:lineage");
        cli().flushall();
        put(Definitions.full("a"));

        assertThat(cli().get("feature-flags:lineage")).isNotEqualTo(first);
    }

    @Test
    default void aCounterThatWasDeletedGoesOnFromTheStream() {
        putThree();
        cli().del(COUNTER);

        goesOnWith(4);
    }

    @Test
    default void aCounterThatFellBehindGoesOnFromTheStream() {
        putThree();
        cli().set(COUNTER, "1");

        goesOnWith(4);
    }

    @Test
    default void aStreamThatWasDeletedGoesOnFromTheCounter() {
        putThree();
        cli().del(CHANGES);

        goesOnWith(4);
        assertThat(changeIds()).containsExactly("4-0", "5-0");
    }

    @Test
    default void aStreamThatWasTrimmedToNothingStillCounts() {
        putThree();
        cli().xtrim(CHANGES, 0);
        cli().del(COUNTER);

        goesOnWith(4);
    }

    @Test
    default void aCounterThatWasSetForwardStaysThere() {
        putThree();
        cli().set(COUNTER, "100");

        goesOnWith(101);
    }

    @Test
    default void anEntryThatWasAddedByHandIsSteppedOver() {
        putThree();
        cli().xadd(CHANGES, new io.lettuce.core.XAddArgs().id("77-5"), Map.of("note", "by hand"));

        goesOnWith(78);
    }

    @Test
    default void theStreamKeepsRoughlyTheLast10000() {
        cli().xadd(CHANGES, new io.lettuce.core.XAddArgs().id("1-0"), Map.of("flagKey", "a"));
        for (int i = 2; i < 12_000; i += 1_000) {
            addChanges(i, i + 1_000);
        }
        long before = cli().xlen(CHANGES);

        put(Definitions.full("a"));

        assertThat(before).isGreaterThan(11_500);
        assertThat(cli().xlen(CHANGES)).isBetween(10_000L, 10_200L);
    }

    private void addChanges(int from, int to) {
        String script = "for id = " + from + ", " + (to - 1)
                + " do redis.call('XADD', KEYS[1], id .. '-0', 'flagKey', 'a') end return 1";
        cli().eval(script, ScriptOutputType.INTEGER, CHANGES);
    }

    private void putThree() {
        List.of("a", "b", "c").forEach(flagKey -> put(Definitions.full(flagKey)));
    }

    private void goesOnWith(long revision) {
        var definition = Definitions.numbered("next", 8);
        assertThat(put(definition)).isEqualTo(Definitions.stored(definition, revision));
        assertThat(cli().get(COUNTER)).isEqualTo(Long.toString(revision));
        assertThat(changeIds()).last().isEqualTo(revision + "-0");
        assertThat(put(Definitions.full("a")).revision()).isEqualTo(revision + 1);
    }
}
