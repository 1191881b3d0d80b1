package dev.flagstaff.sidecar;

import dev.flagstaff.http.Readiness;
import dev.flagstaff.http.Readiness.Condition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a sidecar's being ready depends on, and what is only good to know. It stays ready when Redis goes away, unless
/// a limit is set to the age of its definitions. Thread-safe.
final class SidecarReadiness {
    private static final Logger LOG = LoggerFactory.getLogger(SidecarReadiness.class);

    private final FlagCache cache;
    private final Applier applier;
    private final Connection connection;
    private final Snapshots snapshots;
    private final @Nullable Duration maxStaleness;
    private final Readiness.History history = new Readiness.History();

    /// @param maxStaleness null for no limit
    SidecarReadiness(
            FlagCache cache,
            Applier applier,
            Connection connection,
            Snapshots snapshots,
            @Nullable Duration maxStaleness) {
        this.cache = cache;
        this.applier = applier;
        this.connection = connection;
        this.snapshots = snapshots;
        this.maxStaleness = maxStaleness;
    }

    /// How it stands now. Called whenever something may have changed, so that it is known since when.
    Readiness now() {
        var loaded = new Condition("loaded", cache.view() != null, true, "Definitions are in memory.");
        return history.note(List.of(loaded, connected(), current(loaded.holds()), lineage(), snapshot()));
    }

    private Condition connected() {
        String trouble = connection.trouble();
        return new Condition(
                "connected",
                connection.isUp(),
                false,
                trouble.isEmpty() ? "Changes arrive from Redis." : trouble + ".");
    }

    private Condition current(boolean loaded) {
        var staleness = Duration.ofNanos(connection.stalenessNanos());
        boolean confirmed = connection.isConfirmed();
        boolean current = loaded && (maxStaleness == null || (confirmed && staleness.compareTo(maxStaleness) <= 0));
        if (loaded && history.isNews("current", current)) {
            if (current) {
                LOG.info("definitions are current again");
            } else {
                LOG.error("definitions are older than FLAGSTAFF_MAX_STALENESS allows, or of unknown age; not ready");
            }
        }
        return new Condition("current", current, maxStaleness != null, age(loaded, confirmed, staleness));
    }

    private static String age(boolean loaded, boolean confirmed, Duration staleness) {
        if (!loaded) {
            return "There are no definitions.";
        }
        return confirmed
                ? "The definitions were last known to be current " + staleness.toMillis() + " ms ago."
                : "The definitions are remembered from an earlier run, nobody knows how old.";
    }

    private Condition lineage() {
        var suspicion = applier.suspicion();
        return new Condition("lineage", !suspicion.isAny(), false, suspicion.sentence());
    }

    private Condition snapshot() {
        String trouble = snapshots.trouble();
        return new Condition(
                "snapshot",
                trouble.isEmpty(),
                false,
                trouble.isEmpty() ? "Definitions are remembered on disk." : trouble + ".");
    }
}
