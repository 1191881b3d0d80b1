package dev.flagstaff.bench;

import java.io.IOException;

/// What a sidecar costs Redis, idle and for each change. Used by one thread.
final class RedisLoad {
    private static final int FLAGS = 1_000;
    private static final int CHANGES = 100;
    /// So long that no change is read together with the next.
    private static final double BETWEEN = 0.05;

    private final Stage stage;
    private final Figures figures;
    private final double factor;

    RedisLoad(Stage stage, Figures figures, double factor) {
        this.stage = stage;
        this.figures = figures;
        this.factor = factor;
    }

    void measure() throws IOException {
        stage.store.fill(FLAGS);
        try (var sidecar = stage.startSidecar(FLAGS)) {
            Sections.pause(3);
            long before = stage.store.commandsProcessed();
            double seconds = Math.max(10, 30 * factor);
            Sections.pause(seconds);
            long commands = stage.store.commandsProcessed() - before - 1;
            figures.atMost("idle: commands to Redis", "/s", 1, commands / seconds);
            figures.seen("idle: CPU so far", "s", sidecar.cpuSeconds());
            changes();
        }
    }

    private void changes() throws IOException {
        try (var _ = stage.startAdmin();
                var messages = new Messages(stage.redisUrl());
                var puts = new HttpConnection(stage.admin())) {
            long told = messages.count();
            long scripts = stage.store.calls("evalsha_ro");
            for (int i = 0; i < CHANGES; i++) {
                puts.put("flag-" + (i + 1), 25, i);
                Sections.pause(BETWEEN);
            }
            double calls = stage.store.calls("evalsha_ro") - scripts;
            figures.atMost("a change: script calls of a sidecar", "", 1, calls / CHANGES);
            figures.atMost("a change: messages to a sidecar", "", 3, (double) (messages.count() - told) / CHANGES);
        }
    }
}
