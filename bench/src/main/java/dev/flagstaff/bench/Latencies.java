package dev.flagstaff.bench;

import java.util.Arrays;
import java.util.Locale;

/// What a number of measurements come to. Immutable.
final class Latencies {
    private final String what;
    private final long[] sortedNanos;

    private Latencies(String what, long[] sortedNanos) {
        this.what = what;
        this.sortedNanos = sortedNanos;
    }

    static Latencies of(String what, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(what, sorted);
    }

    /// @param share of the measurements that took no longer, 0 to 1
    double millis(double share) {
        int index = (int) Math.ceil(share * sortedNanos.length) - 1;
        return sortedNanos[Math.max(0, index)] / 1e6;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-46s n=%d  p50 %.3f ms  p99 %.3f ms  max %.3f ms",
                what,
                sortedNanos.length,
                millis(0.5),
                millis(0.99),
                millis(1));
    }
}
