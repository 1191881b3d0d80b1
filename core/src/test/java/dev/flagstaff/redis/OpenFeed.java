package dev.flagstaff.redis;

import static org.awaitility.Awaitility.await;

import java.time.Duration;

/// A feed, what it told, and the way to Redis that it goes, closed together.
record OpenFeed(Redis redis, ChangeFeed feed, Recorder told) implements AutoCloseable {
    /// Neither compares nor reads everything again while a test runs: whatever is told comes from a message.
    static final FeedSettings MESSAGES_ALONE = new FeedSettings(Duration.ofHours(1), Duration.ofHours(1));

    static FeedSettings polling(Duration interval) {
        return new FeedSettings(interval, Duration.ofHours(1));
    }

    static FeedSettings rereading(Duration interval) {
        return new FeedSettings(Duration.ofHours(1), interval);
    }

    /// Waits until everything was read.
    static OpenFeed at(String url, FeedSettings settings) {
        return connecting(url, settings).awaitLoaded();
    }

    OpenFeed awaitLoaded() {
        await().atMost(Recorder.LONG).until(() -> told.replacements() > 0);
        return this;
    }

    static OpenFeed connecting(String url, FeedSettings settings) {
        return connecting(RedisAddress.parse(url), OpenStore.PREFIX, settings);
    }

    static OpenFeed connecting(RedisAddress address, String prefix, FeedSettings settings) {
        var redis = Redis.at(address, prefix);
        var told = new Recorder();
        return new OpenFeed(redis, redis.feed(settings, told), told);
    }

    @Override
    public void close() {
        feed.close();
        redis.close();
    }
}
