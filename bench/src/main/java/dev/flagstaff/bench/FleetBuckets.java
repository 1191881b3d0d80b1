package dev.flagstaff.bench;

import java.util.Map;
import java.util.SortedMap;

/// Times in buckets of ten microseconds each, so that millions of them can be kept and sent from process to process.
final class FleetBuckets {
    private static final int NANOS = 10_000;
    /// Ten seconds; whatever took longer counts as that.
    private static final int LAST = 1_000_000;

    private final long[] counts = new long[LAST + 1];

    synchronized void add(long nanos) {
        counts[Math.clamp(nanos / NANOS, 0, LAST)]++;
    }

    /// Empties the buckets into one line: number and count of every bucket that was not empty.
    synchronized String drain() {
        var line = new StringBuilder();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                line.append(i).append(' ').append(counts[i]).append(' ');
                counts[i] = 0;
            }
        }
        return line.toString();
    }

    /// Adds what such a line says.
    static void add(String line, Map<Integer, Long> sums) {
        var numbers = line.isBlank() ? new String[0] : line.strip().split(" ");
        for (int i = 0; i < numbers.length; i += 2) {
            sums.merge(Integer.valueOf(numbers[i]), Long.valueOf(numbers[i + 1]), Long::sum);
        }
    }

    /// The time that a share of all took at most; 0 where there are none.
    static double millis(SortedMap<Integer, Long> sums, double share) {
        long all = sums.values().stream().mapToLong(Long::longValue).sum();
        long left = (long) Math.ceil(share * all);
        for (var bucket : sums.entrySet()) {
            left -= bucket.getValue();
            if (left <= 0) {
                return (bucket.getKey() + 1.0) * NANOS / 1e6;
            }
        }
        return 0;
    }
}
