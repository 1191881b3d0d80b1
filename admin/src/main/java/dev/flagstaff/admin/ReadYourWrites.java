package dev.flagstaff.admin;

import dev.flagstaff.http.HttpProblem;
import dev.flagstaff.http.Problem;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/// Reads again until the store is where a client wants it to be: Redis may be a replica that lags, or a master that
/// is not the one that took the write. Immutable.
///
/// @param patience how long
record ReadYourWrites(Duration patience) {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /// @throws HttpProblem 503, when the store is not there in time
    <T> T read(long minRevision, Supplier<T> store, ToLongFunction<T> revision) {
        long deadline = System.nanoTime() + patience.toNanos();
        T read = store.get();
        while (revision.applyAsLong(read) < minRevision) {
            if (System.nanoTime() - deadline >= 0) {
                throw new HttpProblem(Problem.tooOld(revision.applyAsLong(read), minRevision));
            }
            LockSupport.parkNanos(PAUSE_NANOS);
            read = store.get();
        }
        return read;
    }
}
