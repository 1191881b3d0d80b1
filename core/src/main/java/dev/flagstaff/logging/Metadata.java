package dev.flagstaff.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What an event says beside its message, by name: its key-value pairs in their order, and its exception. Values
/// are booleans, numbers that JSON can spell, strings, or null. Stateless.
final class Metadata {
    /// The exception's class and message.
    static final String ERROR = "error";

    /// The exception's stack trace, of many lines.
    static final String STACK = "stack";

    private Metadata() {}

    /// A key that is given twice has its last value; the exception comes after everything.
    static Map<String, @Nullable Object> of(ILoggingEvent event, boolean stackOfEveryException) {
        var metadata = new LinkedHashMap<String, @Nullable Object>();
        var pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> metadata.put(Text.of(pair.key), value(pair.value)));
        }
        var thrown = event.getThrowableProxy();
        if (thrown != null) {
            metadata.put(ERROR, error(thrown));
            if (stackOfEveryException || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
                metadata.put(STACK, Text.of(ThrowableProxyUtil.asString(thrown)));
            }
        }
        return metadata;
    }

    private static @Nullable Object value(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Boolean truth -> truth;
            case Byte number -> number;
            case Short number -> number;
            case Integer number -> number;
            case Long number -> number;
            case BigInteger number -> number;
            case BigDecimal number -> number;
            case AtomicInteger number -> number.get();
            case AtomicLong number -> number.get();
            case Float number when Float.isFinite(number) -> number;
            case Double number when Double.isFinite(number) -> number;
            default -> Text.of(value);
        };
    }

    private static String error(IThrowableProxy thrown) {
        String message = thrown.getMessage();
        return message == null ? thrown.getClassName() : Text.of(thrown.getClassName() + ": " + message);
    }
}
