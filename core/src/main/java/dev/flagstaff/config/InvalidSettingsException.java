package dev.flagstaff.config;

import dev.flagstaff.lifecycle.StartException;
import java.util.List;

/// Settings that a process cannot start with. The message is a line for each fault.
public final class InvalidSettingsException extends StartException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    InvalidSettingsException(List<String> faults) {
        super(String.join("\n", faults));
        this.faults = faults;
    }

    /// Every fault, at least one, each a sentence that begins with the variable's name.
    public List<String> faults() {
        return faults;
    }
}
