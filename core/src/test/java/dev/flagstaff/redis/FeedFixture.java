package dev.flagstaff.redis;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// A Redis, a wire to it for the feed, and a store that writes past the wire.
abstract class FeedFixture {
    TestRedis redis;
    FaultyWire wire;
    OpenStore open;
    private String url = "";

    @BeforeEach
    void start() {
        redis = TestRedis.plain();
        url = redis.url();
        wire = FaultyWire.to(redis.port());
        open = OpenStore.at(redis.url());
    }

    @AfterEach
    void end() {
        open.close();
        wire.close();
        redis.close();
    }

    FlagStore store() {
        return open.store();
    }

    RedisCommands<String, String> cli() {
        return redis.cli();
    }

    /// A feed that no fault of the wire touches.
    OpenFeed feed(FeedSettings settings) {
        return OpenFeed.at(url, settings);
    }

    OpenFeed feedThroughWire(FeedSettings settings) {
        return OpenFeed.at(wire.through(url), settings);
    }

    /// Flags `flag-0` and so on, each of which says its number.
    void putNumbered(int count) {
        for (int i = 0; i < count; i++) {
            open.put(Definitions.numbered("flag-" + i, i));
        }
    }

    /// Changes a flag as nobody of ours does.
    void describeByHand(String flagKey, String description) {
        cli().hset("feature-flags:flag:" + flagKey, "description", description);
    }

    /// Feeds that are opened from now on hear of edits by hand by keyspace notifications alone.
    void trackingOff() {
        url = redis.urlWithoutTracking();
    }

    void keyspaceEventsOff() {
        cli().configSet("notify-keyspace-events", "");
    }

    /// Feeds that are opened from now on hear of nothing but what writers publish.
    void tellNothingOfEditsByHand() {
        trackingOff();
        keyspaceEventsOff();
    }

    /// Describes a flag anew as a write of ours does, but for the message: as if that had been lost.
    void describeUnpublished(String flagKey, String description) {
        String script = """
                local revision = redis.call('INCR', KEYS[1])
                redis.call('HSET', KEYS[2], 'description', ARGV[2], 'revision', revision)
                redis.call('XADD', KEYS[3], revision .. '-0', 'flagKey', ARGV[1], 'op', 'put', 'at', ARGV[3])
                return revision
                """;
        String[] keys = {"feature-flags:revision", "feature-flags:flag:" + flagKey, "feature-flags:changes"};
        cli().eval(script, ScriptOutputType.INTEGER, keys, flagKey, description, "2026-03-19T12:00:00.000Z");
    }
}
