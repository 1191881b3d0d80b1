package dev.flagstaff.lifecycle;

import java.time.Duration;

/// Has the whole heap collected once after the start, and then when it holds as much again as was in use after the
/// last time: with a pause between two times, or at once where it holds that much twice. The serial collector alone
/// lets what died old lie until the heap has grown to its limit: where that is far, a process that needs 8 MiB takes a
/// gigabyte in the end. On a thread of its own, for the life of the process.
final class HeapWatch {
    /// How much may lie there in any case: so that what is collected is worth a pause of some 15 ms.
    private static final long LEAST = 8 * 1024 * 1024;

    private final Runtime runtime = Runtime.getRuntime();
    private final Duration interval;
    private final Duration pause;
    /// In use after the last time.
    private long live;
    private long collectedAt;

    private HeapWatch(Duration interval, Duration pause) {
        this.interval = interval;
        this.pause = pause;
    }

    /// Begins to look.
    ///
    /// @param interval between two looks, which cost next to nothing
    /// @param pause until the first collection, and from one to the next
    static void start(Duration interval, Duration pause) {
        var watch = new HeapWatch(interval, pause);
        Thread.ofVirtual().name("flagstaff-heap").start(watch::look);
    }

    private void look() {
        try {
            Thread.sleep(pause);
            collect();
            while (true) {
                Thread.sleep(interval);
                long more = used() - live;
                long enough = Math.max(live, LEAST);
                boolean isTime = System.nanoTime() - collectedAt > pause.toNanos();
                if (more > 2 * enough || (more > enough && isTime)) {
                    collect();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void collect() {
        System.gc();
        live = used();
        collectedAt = System.nanoTime();
    }

    private long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
