package dev.flagstaff.lifecycle;

import java.math.BigDecimal;

/// What every start comes to need, and would wait for: done on another thread while the settings are read. Nothing
/// depends on it.
final class Ahead implements Runnable {
    private static final String NO_RESOURCE = "META-INF/no-such-resource";

    /// Begins, and waits for nothing.
    static void begin() {
        Thread.ofPlatform().daemon().name("flagstaff-ahead").start(new Ahead());
    }

    @Override
    public void run() {
        // Whatever is looked for in vain, and libraries look for many a class and service, has the names in all jars
        // read.
        var _ = ClassLoader.getSystemResource(NO_RESOURCE);
        // Makes its tables of powers, for a duration in the client of Redis.
        var _ = BigDecimal.ONE.scale();
    }
}
