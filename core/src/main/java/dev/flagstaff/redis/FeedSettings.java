package dev.flagstaff.redis;

import java.time.Duration;

/// How a feed looks for what no message told it. Each interval is varied by a tenth either way, so that a fleet
/// does not ask in step.
///
/// @param pollInterval between two comparisons of revisions
/// @param rereadInterval between two readings of everything
/// @param startJitter the most that the first reading of everything is put off, at random
/// @param fromReplica whether to follow a replica where one is fit, and not the master
public record FeedSettings(Duration pollInterval, Duration rereadInterval, Duration startJitter, boolean fromReplica) {
    /// @throws IllegalArgumentException when an interval is not positive
    public FeedSettings {
        if (!pollInterval.isPositive() || !rereadInterval.isPositive()) {
            throw new IllegalArgumentException("an interval must be positive");
        }
    }

    /// Without jitter at the start, from the master.
    public FeedSettings(Duration pollInterval, Duration rereadInterval) {
        this(pollInterval, rereadInterval, Duration.ZERO, false);
    }
}
