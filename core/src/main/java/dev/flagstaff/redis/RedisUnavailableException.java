package dev.flagstaff.redis;

/// Redis did not do what was asked: it is away, too slow, or refuses. The message is one sentence for an operator,
/// without credentials. Whether an interrupted write happened is not known.
public final class RedisUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RedisUnavailableException(String message) {
        super(message);
    }

    RedisUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
