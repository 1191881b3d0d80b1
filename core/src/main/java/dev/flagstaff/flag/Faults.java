package dev.flagstaff.flag;

import java.util.ArrayList;
import java.util.List;

/// The faults found so far in one document. Beyond a bound they are only counted, so that a hostile body cannot
/// make an answer many times its own size. Used by one thread.
final class Faults {
    private static final int MOST = 1_000;
    private static final long MOST_CHARACTERS = 256 * 1024;

    private final List<Fault> found = new ArrayList<>();
    /// Of all pointers together: one may be as long as the document.
    private long characters;

    private int more;

    void add(Pointer at, String detail) {
        if (found.size() < MOST && characters < MOST_CHARACTERS) {
            var fault = at.fault(detail);
            characters += fault.pointer().length();
            found.add(fault);
        } else {
            more++;
        }
    }

    int count() {
        return found.size() + more;
    }

    boolean isEmpty() {
        return found.isEmpty();
    }

    List<Fault> list() {
        if (more == 0) {
            return List.copyOf(found);
        }
        var all = new ArrayList<>(found);
        all.add(Pointer.ROOT.fault("has " + more + " more faults"));
        return List.copyOf(all);
    }
}
