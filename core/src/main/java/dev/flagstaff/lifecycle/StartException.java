package dev.flagstaff.lifecycle;

/// What keeps a process from starting. The message is for an operator: one line, or one for each fault, and no
/// stack trace is needed to understand it.
public class StartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// With nothing behind it.
    public StartException(String message) {
        super(message);
    }

    /// With what is behind it.
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
