package dev.flagstaff.http;

import java.util.concurrent.atomic.AtomicLong;

/// When a connection that has answered lets others go first. Used by the connection's thread.
///
/// Right after an answer the client's next request is hardly ever there, and to wait for it is dear: the socket goes to
/// the JDK's poller, a thread that has to be woken, and then wakes this one. After others' turns the request mostly is
/// there. Two things are minded:
///
/// - A carrier thread that always finds another turn never rests. On few cores the poller then waits for one, and with
///   it whoever waits for the poller. So after some turns nobody is let go first.
/// - Where nobody else has anything to do, yielding wakes another carrier thread for nothing. So it is left for a
///   while.
///
/// A client that sends without waiting for answers thus has not much more than its share.
final class Turn {
    private static final int GIVEN = 7;
    private static final int KEPT_ALONE = 16;

    private final AtomicLong turnsOfAll;
    private int given;
    private int kept;

    /// @param turnsOfAll is counted up with each turn of any connection
    Turn(AtomicLong turnsOfAll) {
        this.turnsOfAll = turnsOfAll;
    }

    /// An answer was given, and the next request is looked for.
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it
    void pass() {
        long mine = turnsOfAll.incrementAndGet();
        if (kept > 0) {
            kept--;
            return;
        }
        Thread.yield();
        given++;
        if (turnsOfAll.get() == mine) {
            kept = KEPT_ALONE;
        } else if (given >= GIVEN) {
            given = 0;
            kept = 1;
        }
    }
}
