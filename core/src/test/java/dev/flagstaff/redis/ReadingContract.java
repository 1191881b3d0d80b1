package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What reading tells.
interface ReadingContract extends StoreFixture {
    @Test
    default void anEmptyStoreHasNoFlagsAndNoMark() {
        assertThat(store().list()).isEqualTo(new StoreContents(new TreeMap<>(), StoreMark.NONE));
        assertThat(store().find("banner"))
                .isEqualTo(new FlagStore.Found(new FlagRead.Absent("banner"), StoreMark.NONE));
    }

    @Test
    default void aReadingTellsWhereTheStoreStands() {
        put(Definitions.full("a"));
        put(Definitions.full("b"));
        var mark = new StoreMark(2, cli().get("feature-flags:lineage"), false);

        assertThat(store().find("a").mark()).isEqualTo(mark);
        assertThat(store().find("nothing").mark()).isEqualTo(mark);
        assertThat(store().list().mark()).isEqualTo(mark);
    }

    @Test
    default void aThousandFlagsAreListedWholeAndSorted() {
        var expected = new TreeMap<String, FlagRead>();
        for (int i = 999; i >= 0; i--) {
            String flagKey = "flag-" + i;
            expected.put(flagKey, new FlagRead.Present(put(Definitions.numbered(flagKey, i))));
        }

        var contents = store().list();

        assertThat(contents.flags()).isEqualTo(expected);
        assertThat(List.copyOf(contents.flags().keySet())).isSorted();
        assertThat(contents.mark().revision()).isEqualTo(1_000);
    }

    @Test
    default void readingWorksThoughRedisForgotTheScript() {
        var stored = put(Definitions.full("banner"));
        cli().scriptFlush();
        assertThat(read("banner")).isEqualTo(new FlagRead.Present(stored));
        cli().scriptFlush();
        assertThat(store().list().flags()).containsEntry("banner", new FlagRead.Present(stored));
    }

    @Test
    default void readingChangesNothing() {
        put(Definitions.full("banner"));
        var before = dump();

        store().find("banner");
        store().find("nothing");
        store().list();

        assertThat(dump()).isEqualTo(before);
    }
}
