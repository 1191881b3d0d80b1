package dev.flagstaff.lifecycle;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;

/// Has the whole heap collected once after the start, and then whenever it holds as much again as was in use after the
/// last time. The serial collector alone lets what died old lie until the heap has grown to its limit: where that is
/// far, a process that needs 8 MiB takes a gigabyte in the end. On a thread of its own, for the life of the process.
///
/// It looks after each collection of the young generation, since the old one grows by these alone: also for an object
/// that is too large for the young one, room is first looked for by collecting that.
final class HeapWatch {
    /// How much may lie there in any case: so that what is collected is worth a pause of some 15 ms.
    private static final long LEAST = 8 * 1024 * 1024;

    private final Runtime runtime = Runtime.getRuntime();
    private final ReferenceQueue<Object> collections = new ReferenceQueue<>();
    /// Is told by the next collection that nobody has its object. The serial collector does not come upon it where only
    /// the stack of a virtual thread has it.
    @SuppressWarnings("UnusedVariable") // it is there for the collector
    private Reference<Object> teller = new PhantomReference<>(new Object(), collections);

    private long bound;

    private HeapWatch() {}

    /// Begins to look.
    ///
    /// @param first until it does
    /// @param between until it looks again where it was told of no collection; one may go by unnoticed
    static void start(Duration first, Duration between) {
        var watch = new HeapWatch();
        Thread.ofVirtual().name("flagstaff-heap").start(() -> watch.look(first, between));
    }

    private void look(Duration first, Duration between) {
        try {
            Thread.sleep(first);
            while (true) {
                if (used() > bound) {
                    System.gc();
                    bound = bound(used());
                }
                awaitCollection(between);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitCollection(Duration atMost) throws InterruptedException {
        teller = new PhantomReference<>(new Object(), collections);
        collections.remove(atMost.toMillis());
    }

    private long used() {
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long bound(long live) {
        return live + Math.max(live, LEAST);
    }
}
