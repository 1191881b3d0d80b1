package dev.flagstaff.flag;

import java.util.List;

/// A text that was to be a JSON value and is none, or one with a fault in it.
public final class MalformedJsonException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Fault> faults;

    MalformedJsonException(List<Fault> faults) {
        super(faults.toString());
        this.faults = faults;
    }

    /// Every fault, at least one.
    public List<Fault> faults() {
        return faults;
    }
}
