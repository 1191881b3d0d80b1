package dev.flagstaff.ofrep;

import dev.flagstaff.http.Exchange;
import dev.flagstaff.http.Listener;
import io.helidon.http.HeaderNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Streams of server-sent events that tell OFREP's clients to evaluate again. Thread-safe.
///
/// There is no queue. All that is kept is the id of what is served now; each stream compares it with the id that it
/// told last, so changes in quick succession become one event, and a client that reads slowly keeps nothing. The
/// applier leaves the new id and wakes one thread, which wakes the streams; each writes on its own thread, so none
/// holds up another. Whoever does not read for a while is cut off, and so is the oldest of too many; they are told what
/// they missed when they are back.
public final class EventStreams implements AutoCloseable {
    /// With a write that does not get on.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// Proxies and clients take a connection for dead on which nothing ever comes.
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

    private static final int MOST = 1_024;

    /// How much of the heap streams may take together: a quarter.
    private static final int SHARE = 4;

    /// How often it is looked for such writes while nothing changes.
    private static final Duration WATCH = Duration.ofSeconds(1);

    private static final String NOTHING_SERVED = "";

    /// The oldest first.
    private final Queue<EventStream> open = new ConcurrentLinkedQueue<>();
    private final Duration longestSilence;
    private final Duration patience;
    private final int most;
    private final Counter dropped;
    /// Wakes the streams, and cuts off whoever does not read.
    private final Thread teller;
    private volatile String newest = NOTHING_SERVED;
    private volatile boolean closed;

    private EventStreams(MeterRegistry registry, Duration longestSilence, Duration patience, int most) {
        this.most = most;
        this.longestSilence = longestSilence;
        this.patience = patience;
        Gauge.builder("flagstaff.event.streams", open, Queue::size)
                .description("Event streams that are open")
                .register(registry);
        dropped = Counter.builder("flagstaff.event.streams.dropped")
                .description("Event streams that were cut off: their client did not read, or there were too many")
                .register(registry);
        teller = Thread.ofVirtual().name("flagstaff-teller").unstarted(this::tell);
    }

    /// Ready for streams.
    public static EventStreams start(MeterRegistry registry) {
        return start(
                registry,
                LONGEST_SILENCE,
                PATIENCE,
                mostWithin(Runtime.getRuntime().maxMemory()));
    }

    /// How many streams there may be.
    ///
    /// @param heapBytes that the process may have: the heap of a small container would not hold [#MOST] of them
    static int mostWithin(long heapBytes) {
        return (int) Math.min(MOST, Listener.connectionsWithin(heapBytes / SHARE));
    }

    /// @param patience with a write that does not get on
    static EventStreams start(MeterRegistry registry, Duration longestSilence, Duration patience, int most) {
        var streams = new EventStreams(registry, longestSilence, patience, most);
        streams.teller.start();
        return streams;
    }

    /// Says what is served from now on. Called by one thread; it returns at once.
    public void serving(FlagSet flags) {
        String id = EventId.of(flags);
        if (!id.equals(newest)) {
            newest = id;
            LockSupport.unpark(teller);
        }
    }

    /// Answers with a stream, until it ends.
    void serve(Exchange exchange) {
        exchange.answerHeader(HeaderNames.CACHE_CONTROL, "no-store").stream("text/event-stream", answer -> {
            var stream = new EventStream(answer, exchange.header(EventStream.LAST_EVENT_ID), longestSilence);
            open.add(stream);
            makeRoom();
            LockSupport.unpark(teller);
            try {
                stream.run(() -> newest, () -> closed);
            } finally {
                open.remove(stream);
            }
        });
    }

    /// The oldest goes, for it is the likeliest to have nobody at its other end; whoever is there comes back.
    private void makeRoom() {
        var oldest = open.peek();
        if (oldest != null && open.size() > most && open.remove(oldest)) {
            dropped.increment();
            oldest.giveWay();
        }
    }

    private void tell() {
        String told = NOTHING_SERVED;
        while (!closed) {
            String now = newest;
            // Also while changes never end.
            cutOffWhoDoesNotRead();
            if (now.equals(told)) {
                if (open.isEmpty()) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, WATCH.toNanos());
                }
            } else {
                told = now;
                open.forEach(EventStream::wake);
            }
        }
        open.forEach(EventStream::wake);
    }

    private void cutOffWhoDoesNotRead() {
        for (var stream : open) {
            if (stream.isStuckFor(patience) && stream.cutOff()) {
                dropped.increment();
            }
        }
    }

    /// Ends all streams.
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(teller);
        try {
            teller.join(TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
