package dev.flagstaff.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SinkQueueTest {
    private static final LogEntry ENTRY = entry(0);

    private final SinkQueue queue = new SinkQueue(Duration.ofSeconds(20));
    private final Queue<LogEntry> received = new ConcurrentLinkedQueue<>();

    private static LogEntry entry(int number) {
        return new LogEntry("info", "admin", "message " + number, "2026-03-19T12:00:00.000Z", "{}");
    }

    /// A sink that holds every entry until it is released, as Redis does when it hangs.
    private final class Stuck implements LogSink {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);

        @Override
        public boolean offer(LogEntry entry) {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException gone) {
                return false;
            }
            return received.add(entry);
        }
    }

    @Test
    void entriesReachEverySinkInTheirOrder() {
        var second = new ConcurrentLinkedQueue<LogEntry>();
        queue.attach(received::add);
        queue.attach(second::add);

        queue.offer(entry(1));
        queue.offer(entry(2));
        queue.close();

        assertThat(received).containsExactly(entry(1), entry(2));
        assertThat(second).containsExactly(entry(1), entry(2));
        assertThat(queue.dropped()).isZero();
    }

    /// A sink that takes several at once, holds the first ones until it is released, and refuses some.
    private static final class Several implements LogSink {
        private final int most;
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch released = new CountDownLatch(1);
        private final Queue<List<LogEntry>> offered = new ConcurrentLinkedQueue<>();

        Several(int most) {
            this.most = most;
        }

        @Override
        public int most() {
            return most;
        }

        @Override
        public boolean offer(LogEntry entry) {
            throw new AssertionError("is offered entries together");
        }

        @Override
        public List<LogEntry> offer(List<LogEntry> entries) {
            entered.countDown();
            try {
                released.await();
            } catch (InterruptedException gone) {
                return entries;
            }
            offered.add(entries);
            return entries.stream().filter(entry(4)::equals).toList();
        }
    }

    @Test
    void entriesThatWaitGoTogetherToASinkThatTakesSeveral() throws InterruptedException {
        var several = new Several(3);
        queue.attach(several);
        queue.offer(entry(0));
        several.entered.await();
        for (int number = 1; number <= 7; number++) {
            queue.offer(entry(number));
        }

        several.released.countDown();
        queue.close();

        assertThat(several.offered)
                .containsExactly(
                        List.of(entry(0)),
                        List.of(entry(1), entry(2), entry(3)),
                        List.of(entry(4), entry(5), entry(6)),
                        List.of(entry(7)));
        assertThat(queue.dropped()).isEqualTo(1);
    }

    @Test
    void noSinkIsOfferedMoreThanItTakesAndWhatTwoRefuseIsDroppedOnce() throws InterruptedException {
        var several = new Several(3);
        queue.attach(several);
        queue.attach(entry -> !entry.equals(entry(4)) && !entry.equals(entry(5)) && received.add(entry));
        queue.offer(entry(0));
        several.entered.await();
        for (int number = 1; number <= 6; number++) {
            queue.offer(entry(number));
        }

        several.released.countDown();
        queue.close();

        assertThat(several.offered).hasSize(7).allMatch(entries -> entries.size() == 1);
        assertThat(received).containsExactly(entry(0), entry(1), entry(2), entry(3), entry(6));
        assertThat(queue.dropped()).isEqualTo(2);
    }

    @Test
    void withoutASinkNothingIsQueuedAndNothingIsLost() {
        queue.offer(ENTRY);
        queue.attach(received::add);
        queue.close();

        assertThat(received).isEmpty();
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void aStuckSinkCostsEntriesAndNeverTime() throws InterruptedException {
        var stuck = new Stuck();
        queue.attach(stuck);
        queue.offer(entry(-1));
        stuck.entered.await();

        for (int number = 0; number < SinkQueue.CAPACITY + 50; number++) {
            queue.offer(entry(number));
        }

        assertThat(queue.dropped()).isEqualTo(50);
        stuck.released.countDown();
        queue.close();
        assertThat(received).hasSize(1 + SinkQueue.CAPACITY).startsWith(entry(-1), entry(0));
        assertThat(received).last().isEqualTo(entry(SinkQueue.CAPACITY - 1));
        assertThat(queue.dropped()).isEqualTo(50);
    }

    @Test
    void whatASinkRefusesOrThrowsAtIsDroppedOnceAndTheNextStillComes() {
        queue.attach(entry -> switch (entry.msg()) {
            case "message 1" -> false;
            case "message 2" -> throw new IllegalStateException("no");
            case "message 3" -> throw new StackOverflowError();
            default -> received.add(entry);
        });
        queue.attach(entry -> !entry.equals(entry(1)));

        for (int number = 1; number <= 4; number++) {
            queue.offer(entry(number));
        }
        queue.close();

        assertThat(received).containsExactly(entry(4));
        assertThat(queue.dropped()).isEqualTo(3);
    }

    @Test
    void oneSinkThatFailsTakesNothingFromAnother() {
        queue.attach(_ -> {
            throw new IllegalStateException("no");
        });
        queue.attach(received::add);

        queue.offer(ENTRY);
        queue.close();

        assertThat(received).containsExactly(ENTRY);
        assertThat(queue.dropped()).isEqualTo(1);
    }

    @Test
    void whatASinkOffersWhileItIsOfferedAnEntryIsNotQueued() {
        queue.attach(entry -> {
            queue.offer(entry(99));
            return received.add(entry);
        });

        queue.offer(ENTRY);
        queue.close();

        assertThat(received).containsExactly(ENTRY);
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void aDetachedSinkWasOfferedWhatWasQueuedAndGetsNoMore() {
        var registration = queue.attach(received::add);
        queue.offer(entry(1));

        registration.close();
        registration.close();
        queue.offer(entry(2));
        queue.close();

        assertThat(received).containsExactly(entry(1));
        assertThat(queue.dropped()).isZero();
    }

    @Test
    void detachingOneSinkLeavesTheSameSinkAttachedElsewhere() {
        LogSink sink = received::add;
        var first = queue.attach(sink);
        queue.attach(sink);

        first.close();
        first.close();
        queue.offer(ENTRY);
        queue.close();

        assertThat(received).containsExactly(ENTRY);
    }

    @Test
    void aSinkMayDetachItself() {
        var registrations = new ConcurrentLinkedQueue<LogSink.Registration>();
        registrations.add(queue.attach(entry -> {
            registrations.forEach(LogSink.Registration::close);
            return received.add(entry);
        }));

        queue.offer(entry(1));
        await().until(() -> received.size() == 1);
        queue.offer(entry(2));
        queue.close();

        assertThat(received).containsExactly(entry(1));
    }

    @Test
    void closingGivesUpOnAStuckSinkAndCountsWhatItNeverGot() throws InterruptedException {
        var stuck = new Stuck();
        var impatient = new SinkQueue(Duration.ofMillis(50));
        impatient.attach(stuck);
        List.of(entry(1), entry(2), entry(3)).forEach(impatient::offer);
        stuck.entered.await();

        impatient.close();

        // The one that the sink was holding is given up, too: its thread is interrupted.
        await().untilAsserted(() -> assertThat(impatient.dropped()).isEqualTo(3));
        assertThat(received).isEmpty();
    }

    @Test
    void aClosedQueueTakesNothingAndSaysSoToWhoeverAttaches() {
        queue.attach(received::add);
        queue.close();
        CompletableFuture.runAsync(queue::close).join();
        queue.offer(ENTRY);

        assertThat(received).isEmpty();
        assertThat(queue.dropped()).isZero();
        assertThatIllegalStateException()
                .isThrownBy(() -> queue.attach(received::add))
                .withMessage("The logs are closed");
    }
}
