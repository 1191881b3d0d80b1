package dev.flagstaff.http;

import dev.flagstaff.lifecycle.StartException;

/// An address could not be listened on. The message is one sentence for an operator.
public final class ListenFailureException extends StartException {
    private static final long serialVersionUID = 1L;

    ListenFailureException(String message) {
        super(message);
    }
}
