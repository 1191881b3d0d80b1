package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.TestRedis;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Invariant 1, whole definitions: many write one flag at once, every field of which says one number, and nobody
/// ever reads two.
class ConcurrencyIT {
    private static final int WRITERS = 8;
    private static final int READERS = 4;

    private TestRedis redis;

    @BeforeEach
    void start() {
        redis = TestRedis.plain();
    }

    @AfterEach
    void end() {
        redis.close();
    }

    @Test
    void wholeDefinitionsAreReadWhileEightWritersOfOneStoreWrite() throws Exception {
        try (var open = OpenStore.at(redis.url())) {
            wholeWhileWriting(List.of(open), 100);
        }
    }

    @Test
    void wholeDefinitionsAreReadWhileTwoStoresWithEightWritersEachWrite() throws Exception {
        try (var one = OpenStore.at(redis.url());
                var other = OpenStore.at(redis.url())) {
            wholeWhileWriting(List.of(one, other), 40);
        }
    }

    @Test
    void aWriteIsAnsweredWithWhatItWroteThoughRedisForgetsTheScriptAllTheTime() throws Exception {
        try (var one = OpenStore.at(redis.url());
                var other = OpenStore.at(redis.url());
                var forgetting = new Busy(() -> redis.cli().scriptFlush())) {
            var written = new ConcurrentSkipListMap<Long, Long>();
            var numbers = new AtomicLong();
            List<Callable<Void>> writers = new ArrayList<>();
            for (var open : List.of(one, other)) {
                writers.add(() -> {
                    for (int i = 0; i < 100; i++) {
                        write(open.store(), numbers.incrementAndGet(), written);
                    }
                    return null;
                });
            }
            runAll(writers);
            assertThat(written).isNotEmpty();
            assertThat(forgetting.rounds()).isPositive();
        }
    }

    /// The store's revision says what a list shows: `a` is written at every odd revision and `b` at every even one.
    @Test
    void aListHasEveryChangeUpToItsRevisionAndNoneBeyondWhileAWriterWrites() {
        try (var open = OpenStore.at(redis.url());
                var reading = OpenStore.at(redis.url())) {
            var number = new AtomicLong();
            Runnable write = () -> {
                long next = number.incrementAndGet();
                open.put(Definitions.numbered("a", next));
                open.put(Definitions.numbered("b", next));
            };
            write.run();
            try (var writer = new Busy(write)) {
                for (int i = 0; i < 300; i++) {
                    var contents = reading.store().list();
                    long revision = contents.mark().revision();
                    long a = Definitions.number(contents.flags().get("a"));
                    long b = Definitions.number(contents.flags().get("b"));
                    assertThat(a).isEqualTo((revision + 1) / 2);
                    assertThat(b).isEqualTo(revision / 2);
                }
                assertThat(writer.rounds()).isPositive();
            }
        }
    }

    private void wholeWhileWriting(List<OpenStore> stores, int writesOfEach) throws Exception {
        var written = new ConcurrentSkipListMap<Long, Long>();
        var numbers = new AtomicLong();
        stores.getFirst().put(Definitions.numbered("flag", 0));
        List<Callable<Void>> writers = new ArrayList<>();
        for (var open : stores) {
            IntStream.range(0, WRITERS)
                    .forEach(i -> writers.add(() -> {
                        for (int write = 0; write < writesOfEach; write++) {
                            write(open.store(), numbers.incrementAndGet(), written);
                        }
                        return null;
                    }));
        }
        try (var reading = OpenStore.at(redis.url());
                var readers = new Busy(IntStream.range(0, READERS)
                        .mapToObj(i -> reader(reading.store(), i % 2 == 0))
                        .toArray(Runnable[]::new))) {
            runAll(writers);
            assertThat(readers.rounds()).isPositive();

            assertThat(written).isNotEmpty();
            assertThat(written.keySet())
                    .as("revisions are gapless")
                    .containsExactlyElementsOf(LongStream.rangeClosed(2, written.size() + 1L)
                            .boxed()
                            .toList());
            assertThat(redis.cli().get("feature-flags:revision")).isEqualTo(Long.toString(written.lastKey()));
            assertThat(redis.cli().xlen("feature-flags:changes")).isEqualTo(written.size() + 1L);
            assertThat(Definitions.number(reading.store().find("flag").flag()))
                    .as("the last write stands, whole")
                    .isEqualTo(written.lastEntry().getValue());
        }
    }

    private static void write(FlagStore store, long number, ConcurrentSkipListMap<Long, Long> written) {
        var definition = Definitions.numbered("flag", number);
        // Two stores race; who loses too often has written nothing.
        if (store.put(definition) instanceof PutOutcome.Written(var stored)) {
            assertThat(stored).isEqualTo(Definitions.stored(definition, stored.revision()));
            assertThat(written.put(stored.revision(), number)).isNull();
        }
    }

    private static Runnable reader(FlagStore store, boolean finds) {
        return () -> {
            var read = finds ? store.find("flag").flag() : store.list().flags().get("flag");
            assertThat(Definitions.number(read)).isNotNegative();
        };
    }

    private static void runAll(Collection<Callable<Void>> tasks) throws Exception {
        try (var executor = Executors.newCachedThreadPool()) {
            for (var result : executor.invokeAll(tasks)) {
                result.get();
            }
        }
    }
}
