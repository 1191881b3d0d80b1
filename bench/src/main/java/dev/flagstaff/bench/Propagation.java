package dev.flagstaff.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// How long a change takes from the admin's answer to the first evaluation at the sidecar that shows it, beside how
/// long a bare message takes over the same Redis, measured in turns.
///
/// The first ten seconds are not counted: the compiler is at work then, on the same cores. Between two evaluations
/// the client rests for a moment: asked without pause, the sidecar is at its full capacity, and what is measured is
/// how it shares the machine with its client.
public final class Propagation {
    private static final int CHANGES = 500;
    private static final int WARM_UP = 500;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /// About 0.1 ms, as Linux rounds it.
    private static final long REST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final String FLAG = "bench-propagation";

    private final HttpConnection admin;
    private final HttpConnection sidecar;
    private final BareMessages messages;

    private Propagation(HttpConnection admin, HttpConnection sidecar, BareMessages messages) {
        this.admin = admin;
        this.sidecar = sidecar;
        this.messages = messages;
    }

    /// Measures and prints.
    ///
    /// @param arguments the URLs of the admin, the sidecar and their Redis; by default those of `./flagstaff
    ///     up`
    /// @throws Exception when the system is not there or fails
    public static void main(String[] arguments) throws Exception {
        var seen = measure(
                URI.create(arguments.length > 0 ? arguments[0] : "http://127.0.0.1:8080"),
                URI.create(arguments.length > 1 ? arguments[1] : "http://127.0.0.1:8016"),
                arguments.length > 2 ? arguments[2] : "redis://127.0.0.1:16379");
        System.out.println(seen.changes());
        System.out.println(seen.bare());
        double difference = seen.changes().millis(0.5) - seen.bare().millis(0.5);
        System.out.printf(Locale.ROOT, "difference of the medians %.3f ms%n", difference);
    }

    /// What a change and a bare message took.
    record Seen(Latencies changes, Latencies bare) {}

    static Seen measure(URI adminUrl, URI sidecarUrl, String redisUrl) throws IOException, InterruptedException {
        try (var admin = new HttpConnection(adminUrl);
                var sidecar = new HttpConnection(sidecarUrl);
                var messages = new BareMessages(redisUrl)) {
            return new Propagation(admin, sidecar, messages).run();
        }
    }

    private Seen run() throws IOException, InterruptedException {
        var changes = new long[CHANGES];
        var bare = new long[CHANGES];
        long next = System.nanoTime();
        for (int i = -WARM_UP; i < CHANGES; i++) {
            long message = messages.send();
            next += INTERVAL_NANOS;
            LockSupport.parkNanos(next - System.nanoTime());
            long change = change(WARM_UP + i);
            if (i >= 0) {
                bare[i] = message;
                changes[i] = change;
            }
        }
        return new Seen(
                Latencies.of("a change, from admin's 200 to its evaluation", changes),
                Latencies.of("a bare message, from PUBLISH's answer", bare));
    }

    private long change(int number) throws IOException {
        admin.put(FLAG, 100, number);
        long written = System.nanoTime();
        String wanted = "\"value\":" + number + "}";
        while (!sidecar.exchange("GET", "/api/flags/" + FLAG + "/evaluate?environment=production&subject=u", "")
                .endsWith(wanted)) {
            LockSupport.parkNanos(REST_NANOS);
        }
        return System.nanoTime() - written;
    }

    /// A publisher and a subscriber with nothing in between but Redis.
    private static final class BareMessages implements AutoCloseable {
        private static final String CHANNEL = "flagstaff-bench";

        private final RedisClient client;
        private final io.lettuce.core.api.sync.RedisCommands<String, String> publisher;
        private final Semaphore arrived = new Semaphore(0);
        private volatile long arrivedAt;

        BareMessages(String redis) {
            client = RedisClient.create(redis);
            publisher = client.connect().sync();
            var subscriber = client.connectPubSub();
            subscriber.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String message) {
                    arrivedAt = System.nanoTime();
                    arrived.release();
                }
            });
            subscriber.sync().subscribe(CHANNEL);
        }

        /// Nanoseconds from the answer to `PUBLISH` until the message was there; 0 where it was there
        /// first.
        long send() throws InterruptedException {
            publisher.publish(CHANNEL, "x");
            long sent = System.nanoTime();
            arrived.acquire();
            return Math.max(0, arrivedAt - sent);
        }

        @Override
        public void close() {
            client.shutdown();
        }
    }
}
