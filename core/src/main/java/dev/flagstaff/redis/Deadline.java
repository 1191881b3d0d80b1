package dev.flagstaff.redis;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The moment by which a caller wants to know, whatever Redis does. Immutable; of the monotonic clock.
record Deadline(long nanoTime) {
    static Deadline after(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    long nanosLeft() {
        return Math.max(0, nanoTime - System.nanoTime());
    }

    /// Waits for Redis to answer.
    ///
    /// @throws RedisUnavailableException when it refuses, fails, or has not answered by the deadline
    <T> T await(CompletionStage<T> answer, RedisAddress address) {
        try {
            return answer.toCompletableFuture().get(nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | CancellationException failure) {
            // Lettuce cancels what is under way on a connection that is closed.
            throw Failures.unavailable(address, failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisUnavailableException("interrupted while waiting for Redis at " + address, e);
        }
    }
}
