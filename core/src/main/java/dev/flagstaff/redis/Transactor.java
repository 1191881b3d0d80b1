package dev.flagstaff.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs transactions on a connection that they have for themselves. Thread-safe; those of one process take turns,
/// since they would only make each other fail.
final class Transactor {
    private static final Logger LOG = LoggerFactory.getLogger(Transactor.class);
    private static final long LONGEST_BACKOFF_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int MOST_ATTEMPTS = 100;

    private final RedisAddress address;
    private final RedisLink<StatefulRedisConnection<String, byte[]>> link;
    private volatile String trouble = "";

    Transactor(RedisAddress address, RedisLink<StatefulRedisConnection<String, byte[]>> link) {
        this.address = address;
        this.link = link;
    }

    /// What a transaction does with the connection that it has for itself; null when it lost a race.
    @FunctionalInterface
    interface Attempt<T> {
        @Nullable
        T run(HeldConnection held);
    }

    private void awaitTurn(Deadline deadline) {
        try {
            if (!link.exclusive().tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw tooSlow();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /// What to tell whose turn did not come.
    RedisUnavailableException tooSlow() {
        return new RedisUnavailableException("Redis at " + address + " is too slow for the writes that wait");
    }

    /// What to tell who was interrupted, and is once more.
    RedisUnavailableException interrupted(InterruptedException interruption) {
        Thread.currentThread().interrupt();
        return new RedisUnavailableException("interrupted while waiting to write", interruption);
    }

    /// Attempts a transaction until it goes through, with a growing, random pause after each lost race.
    ///
    /// @return what the attempt does, or null where it lost every race
    /// @throws RedisUnavailableException when Redis refuses, fails, or has not answered by the deadline
    <T> @Nullable T run(Deadline deadline, Attempt<T> attempt) {
        awaitTurn(deadline);
        try {
            T outcome = tryToRun(deadline, attempt);
            tell("");
            return outcome;
        } catch (RedisUnavailableException failure) {
            tell(String.valueOf(failure.getMessage()));
            throw failure;
        } finally {
            link.exclusive().unlock();
        }
    }

    /// Why the last transaction failed, as a sentence without its full stop; empty where it did not, or there was none.
    String trouble() {
        return trouble;
    }

    /// A failure that goes on is logged once.
    private void tell(String now) {
        if (!now.equals(trouble)) {
            trouble = now;
            if (now.isEmpty()) {
                LOG.info("writes to Redis go through again");
            } else {
                LOG.warn("could not write: {}", now);
            }
        }
    }

    private <T> @Nullable T tryToRun(Deadline deadline, Attempt<T> attempt) {
        int attempts = 0;
        long longest = 0;
        do {
            long before = deadline.nanosLeft();
            T outcome = runOnce(deadline, attempt);
            if (outcome != null) {
                return outcome;
            }
            attempts++;
            longest = Math.max(longest, before - deadline.nanosLeft());
            long bound = Math.min(LONGEST_BACKOFF_NANOS, 100_000L << Math.min(attempts, 10));
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(bound));
            // Another attempt that time would cut off could not tell a lost race from a Redis that is away.
        } while (attempts < MOST_ATTEMPTS && deadline.nanosLeft() > 2 * longest);
        return null;
    }

    private <T> @Nullable T runOnce(Deadline deadline, Attempt<T> attempt) {
        var connection = link.connection();
        // Why the connection is of no more use; empty where it still is.
        String unclean = "Redis at " + address + " left a write unfinished";
        try {
            T outcome = attempt.run(new HeldConnection(connection, address, deadline));
            unclean = "";
            return outcome;
        } catch (RedisUnavailableException failure) {
            if (Failures.isAborted(failure)) {
                unclean = Failures.isMisplaced(failure) ? String.valueOf(failure.getMessage()) : "";
            }
            throw failure;
        } finally {
            if (!unclean.isEmpty()) {
                link.discard(connection, unclean);
            }
        }
    }
}
