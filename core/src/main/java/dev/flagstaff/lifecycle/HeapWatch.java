package dev.flagstaff.lifecycle;

import java.time.Duration;

/// Has the whole heap collected once after the start, and then whenever it holds as much again as was in use after the
/// last time. The serial collector alone lets what died old lie until the heap has grown to its limit: where that is
/// far, a process that needs 8 MiB takes a gigabyte in the end. On a thread of its own, for the life of the process.
final class HeapWatch {
    /// How much may lie there in any case: so that what is collected is worth a pause of some 15 ms.
    private static final long LEAST = 8 * 1024 * 1024;

    private final Runtime runtime = Runtime.getRuntime();
    private long bound;

    private HeapWatch() {}

    /// Looks once in each interval.
    static void start(Duration interval) {
        var watch = new HeapWatch();
        Thread.ofVirtual().name("flagstaff-heap").start(() -> watch.look(interval));
    }

    private void look(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                if (used() > bound) {
                    System.gc();
                    bound = bound(used());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long bound(long live) {
        return live + Math.max(live, LEAST);
    }
}
