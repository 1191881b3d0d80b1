package dev.flagstaff.sidecar;

/// What is known of the way to Redis: whether changes arrive, and when the definitions were last known to be all
/// there is. Of the monotonic clock alone. Written by the applier, read by any thread.
final class Connection {
    /// Why Redis is not connected; empty where it is.
    private volatile String outage = "Redis was not reached yet";
    /// Why it cannot be read though it is connected; empty where it can.
    private volatile String refusal = "";
    private volatile long currentAsOf = System.nanoTime();
    private volatile boolean confirmed;

    void up() {
        outage = "";
    }

    void down(String reason) {
        outage = reason;
    }

    void failing(String reason) {
        refusal = reason;
    }

    void current(long asOfNanos) {
        refusal = "";
        currentAsOf = asOfNanos;
        confirmed = true;
    }

    /// Whether changes arrive.
    boolean isUp() {
        return trouble().isEmpty();
    }

    /// What is wrong, as a sentence without its full stop; empty where nothing is.
    String trouble() {
        String reason = outage;
        return reason.isEmpty() ? refusal : reason;
    }

    /// Whether Redis has ever said that the definitions are all there is. What is only remembered is of unknown age.
    boolean isConfirmed() {
        return confirmed;
    }

    /// How long ago the definitions were last known to be all there is; since the start, where they never were.
    long stalenessNanos() {
        return System.nanoTime() - currentAsOf;
    }
}
