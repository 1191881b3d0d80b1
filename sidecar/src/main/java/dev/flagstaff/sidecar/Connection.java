package dev.flagstaff.sidecar;

/// What is known of the way to Redis: whether changes arrive, and when the definitions were last known to be all
/// there is. Of the monotonic clock alone. Written by the applier, read by any thread.
final class Connection {
    private volatile boolean up;
    private volatile String trouble = "Redis was not reached yet";
    private volatile long currentAsOf = System.nanoTime();

    void up() {
        trouble = "";
        up = true;
    }

    void down(String reason) {
        trouble = reason;
        up = false;
    }

    void failing(String reason) {
        trouble = reason;
    }

    void current(long asOfNanos) {
        trouble = "";
        currentAsOf = asOfNanos;
    }

    boolean isUp() {
        return up;
    }

    /// What is wrong, as a sentence without its full stop; empty where nothing is.
    String trouble() {
        return trouble;
    }

    /// How long ago the definitions were last known to be all there is; since the start, where they never were.
    long stalenessNanos() {
        return System.nanoTime() - currentAsOf;
    }
}
