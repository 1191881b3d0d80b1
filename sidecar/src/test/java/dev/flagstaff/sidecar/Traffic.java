package dev.flagstaff.sidecar;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.flag.Numbered;
import dev.flagstaff.redis.DeleteOutcome;
import dev.flagstaff.redis.FlagStore;
import dev.flagstaff.redis.PutOutcome;
import dev.flagstaff.redis.Redis;
import dev.flagstaff.redis.RedisAddress;
import dev.flagstaff.redis.RedisUnavailableException;
import dev.flagstaff.redis.StoreContents;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// Two admins with three writers each, on few flags, and somebody who edits many others by hand, each rarely: a
/// hand edit that is missed stays missed for a while, for nothing counts it. Paused at first. Thread-safe.
final class Traffic implements AutoCloseable {
    private static final int WRITTEN = 8;
    private static final int EDITED = 200;
    private static final int WRITERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final History history;
    private final List<Redis> ways = new ArrayList<>();
    private final List<FlagStore> admins = new ArrayList<>();
    private final RedisClient client;
    private final StatefulRedisConnection<String, String> hand;
    private final AtomicLong numbers = new AtomicLong();
    /// Whoever changes something holds the one, whoever pauses them the other.
    private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock(true);

    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    Traffic(String redisUrl, History history, Random random) {
        this.history = history;
        client = RedisClient.create(RedisURI.builder(RedisURI.create(redisUrl))
                .withTimeout(Duration.ofSeconds(1))
                .build());
        hand = client.connect();
        for (int i = 0; i < 2; i++) {
            var way = Redis.at(RedisAddress.parse(redisUrl), "feature-flags");
            var admin = way.store(PATIENCE, connected -> {});
            admin.connected()
                    .toCompletableFuture()
                    .orTimeout(60, TimeUnit.SECONDS)
                    .join();
            ways.add(way);
            admins.add(admin);
        }
        for (int i = 0; i < EDITED; i++) {
            admins.getFirst().put(new Numbered("edited-" + i, 0, 0).definition());
        }
        pause();
        for (int i = 0; i < 2 * WRITERS; i++) {
            var admin = admins.get(i % 2);
            long seed = random.nextLong();
            threads.add(Thread.ofPlatform().daemon().start(() -> write(admin, new Random(seed))));
        }
        threads.add(Thread.ofPlatform().daemon().start(this::edit));
    }

    /// One of few, and one of them as often as all others.
    static String written(Random random) {
        return "written-" + (random.nextBoolean() ? 0 : random.nextInt(WRITTEN));
    }

    static Set<String> writtenFlags() {
        var flagKeys = new HashSet<String>();
        for (int i = 0; i < WRITTEN; i++) {
            flagKeys.add("written-" + i);
        }
        return flagKeys;
    }

    static String edited(Random random) {
        return "edited-" + random.nextInt(EDITED);
    }

    static boolean isEdited(String flagKey) {
        return flagKey.startsWith("edited-");
    }

    void resume() {
        if (gate.isWriteLockedByCurrentThread()) {
            gate.writeLock().unlock();
        }
    }

    /// Returns when whatever was under way has been answered or has failed.
    void pause() {
        gate.writeLock().lock();
    }

    /// What is in Redis; asked for until there is an answer.
    StoreContents contents() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return admins.getFirst().list();
            } catch (RedisUnavailableException notYet) {
                if (System.nanoTime() - deadline > 0) {
                    throw notYet;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private void write(FlagStore admin, Random random) {
        while (!closed) {
            String flagKey = written(random);
            // In quick succession, so that a reading of the flag has the next write on its heels.
            for (int i = random.nextInt(8); i >= 0; i--) {
                through(() -> {
                    if (random.nextInt(20) == 0) {
                        delete(admin, flagKey);
                    } else {
                        put(admin, new Numbered(flagKey, numbers.incrementAndGet(), 0).definition());
                    }
                });
            }
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(10_000)));
        }
    }

    private void put(FlagStore admin, FlagDefinition definition) {
        var left = new History.State(definition.flagKey(), Long.parseLong(definition.description()));
        long began = System.nanoTime();
        try {
            if (admin.put(definition) instanceof PutOutcome.Written(var stored)) {
                history.written(
                        new History.Write(left, began, System.nanoTime()), Objects.requireNonNull(stored.revision()));
            }
        } catch (RedisUnavailableException unknown) {
            history.uncertain(new History.Write(left, began, System.nanoTime()));
            waitALittle();
        }
    }

    private void delete(FlagStore admin, String flagKey) {
        var left = new History.State(flagKey, -1);
        long began = System.nanoTime();
        try {
            if (admin.delete(flagKey, Instant.EPOCH) instanceof DeleteOutcome.Deleted(long revision)) {
                history.written(new History.Write(left, began, System.nanoTime()), revision);
            }
        } catch (RedisUnavailableException unknown) {
            history.uncertain(new History.Write(left, began, System.nanoTime()));
            waitALittle();
        }
    }

    private void edit() {
        for (int number = 1; !closed; number++) {
            String flagKey = "edited-" + number % EDITED;
            String text = Integer.toString(number);
            long edit = number;
            through(() -> {
                try {
                    hand.sync().hset("feature-flags:flag:" + flagKey, "description", text);
                    history.edited(flagKey, edit);
                } catch (RedisException unknown) {
                    waitALittle();
                }
            });
            LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
        }
    }

    private void through(Runnable change) {
        gate.readLock().lock();
        try {
            if (!closed) {
                change.run();
            }
        } catch (RuntimeException unexpected) {
            history.violation("a writer failed: " + unexpected);
        } finally {
            gate.readLock().unlock();
        }
    }

    /// Redis is away: whoever asks without a pause only heats the processor.
    private static void waitALittle() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }

    /// Ends the writers.
    @Override
    public void close() {
        closed = true;
        resume();
        for (var thread : threads) {
            try {
                thread.join(30_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        admins.forEach(FlagStore::close);
        ways.forEach(Redis::close);
        hand.close();
        client.shutdown();
    }
}
