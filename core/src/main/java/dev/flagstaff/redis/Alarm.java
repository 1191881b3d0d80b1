package dev.flagstaff.redis;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// The next time at which something regular is due: an interval from the last reset, a tenth longer or shorter.
/// Used by one thread; of the monotonic clock.
final class Alarm {
    private final long intervalNanos;
    private long due;

    Alarm(Duration interval) {
        intervalNanos = interval.toNanos();
        reset();
    }

    void reset() {
        double jitter = ThreadLocalRandom.current().nextDouble(0.9, 1.1);
        due = System.nanoTime() + (long) (intervalNanos * jitter);
    }

    boolean isDue() {
        return due - System.nanoTime() <= 0;
    }

    /// The moment of [System#nanoTime] at which one of both is due.
    long earlierOf(Alarm other) {
        return due - other.due <= 0 ? due : other.due;
    }
}
