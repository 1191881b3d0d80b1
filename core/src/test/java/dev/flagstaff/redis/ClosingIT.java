package dev.flagstaff.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.TestRedis;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A process that ends while its machine has no time for the threads of its connections.
@Timeout(60)
class ClosingIT {
    @Test
    void threadsThatAreLateDoNotFailWhoeverCloses() throws InterruptedException {
        var stuck = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var redis = TestRedis.plain()) {
            var way = Redis.at(RedisAddress.parse(redis.url()), OpenStore.PREFIX);
            var link = way.link("test", way.toMaster(), new RedisLink.Listener<>() {});
            link.firstUp().orTimeout(30, TimeUnit.SECONDS).join();
            occupy(link.connection(), stuck, release);
            assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();

            way.close();
        } finally {
            release.countDown();
        }
    }

    /// Has the thread of a connection do something else from its next answer on.
    private static void occupy(
            StatefulRedisConnection<String, byte[]> connection, CountDownLatch stuck, CountDownLatch release) {
        connection.setAutoFlushCommands(false);
        var _ = connection.async().ping().thenRun(() -> {
            stuck.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        connection.flushCommands();
    }
}
