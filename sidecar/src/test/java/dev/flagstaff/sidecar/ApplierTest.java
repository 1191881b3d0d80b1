package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.FlagBuilder;
import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.redis.ChangeSource;
import dev.flagstaff.redis.FlagRead;
import dev.flagstaff.redis.StoreContents;
import dev.flagstaff.redis.StoreMark;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ApplierTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final FlagCache cache = new FlagCache();
    private final Applier applier =
            new Applier(cache, new Connection(), new ChangeMetrics(metrics, Clock.systemUTC()), null);

    @Test
    void whatIsReadAgainAndIsTheSameIsKeptAsItIs() {
        read(flag(1));
        var before = held("f");

        assertThat(applier.known(flag(1))).isSameAs(before);
        read(flag(1));

        assertThat(held("f")).isSameAs(before);
        assertThat(metrics.counter("flagstaff.changes.applied", "source", ChangeSource.REREAD.wireName())
                        .count())
                .isOne();
    }

    @Test
    void whatIsReadAgainAndIsAnotherTakesItsPlace() {
        read(flag(1));
        var next = flag(2);

        assertThat(applier.known(next)).isSameAs(next);
        read(next);

        assertThat(held("f")).isSameAs(next);
        assertThat(applier.known(FlagBuilder.flag("g").build()).flagKey()).isEqualTo("g");
    }

    private void read(FlagDefinition definition) {
        var flags = new TreeMap<String, FlagRead>();
        flags.put(definition.flagKey(), new FlagRead.Present(definition));
        applier.replaced(new StoreContents(flags, new StoreMark(9, "lineage", false)));
    }

    private FlagDefinition held(String flagKey) {
        return Objects.requireNonNull(cache.held(flagKey));
    }

    private static FlagDefinition flag(long revision) {
        return FlagBuilder.flag("f").revision(revision).build();
    }
}
