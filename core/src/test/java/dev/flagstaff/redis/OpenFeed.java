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
        var open = connecting(url, settings);
        await().atMost(Recorder.LONG).until(() -> open.told().replacements() > 0);
        return open;
    }

    static OpenFeed connecting(String url, FeedSettings settings) {
        var redis = Redis.at(RedisAddress.parse(url), OpenStore.PREFIX);
        var told = new Recorder();
        return new OpenFeed(redis, redis.feed(settings, told), told);
    }

    @Override
    public void close() {
        feed.close();
        redis.close();
    }
}
