package dev.flagstaff.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Keeps a feed that reads from a replica from going back. Used by the applier thread alone.
///
/// A lower revision is the truth where the master says it: a backup was restored, or a failover lost writes. A replica
/// may just be behind. So before everything is read, and at every comparison, the master is asked where the store
/// stands, over a link that does nothing else; a replica must have got as far. Where the master cannot be asked, it
/// must have got as far as what was told before. One that is behind is waited for shortly, and then left for another
/// or for the master.
interface Fence extends AutoCloseable {
    /// For a feed that reads from the master.
    Fence NONE = new Fence() {};

    static Fence of(
            Redis redis, Route route, FlagReader reader, RedisLink<StatefulRedisConnection<String, byte[]>> reads) {
        var master = redis.link("feed-master", redis.toMaster(), new RedisLink.Listener<>() {});
        return new AtReplica(route, reader, reads, master);
    }

    /// Waits until what is read has got as far as the master.
    ///
    /// @param told where the store stood when something was told last
    /// @return how far that is
    /// @throws RedisUnavailableException when it does not get there
    default StoreMark awaitMaster(StoreMark told) {
        return told;
    }

    /// Waits until what is read has got as far as messages told.
    ///
    /// @throws RedisUnavailableException when it does not get there
    default void awaitAnnounced(Map<Long, String> revisions) {}

    /// Makes sure that nothing went back meanwhile, as a replica does that copies everything anew.
    ///
    /// @throws RedisUnavailableException when something did
    default void admit(StoreMark read, StoreMark floor) {}

    @Override
    default void close() {}

    /// For a feed that reads from a replica, unless none is fit.
    ///
    /// @param reads what is read
    /// @param master a link to the master
    record AtReplica(
            Route route,
            FlagReader reader,
            RedisLink<StatefulRedisConnection<String, byte[]>> reads,
            RedisLink<StatefulRedisConnection<String, byte[]>> master)
            implements Fence {
        private static final Duration PATIENCE = Duration.ofMillis(300);
        private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

        @Override
        public StoreMark awaitMaster(StoreMark told) {
            if (!reads.node().isReplica()) {
                return told;
            }
            var floor = atMaster(told);
            await(floor);
            return floor;
        }

        private StoreMark atMaster(StoreMark told) {
            try {
                return master.ask(reader::mark);
            } catch (RedisUnavailableException masterIsAway) {
                return told;
            }
        }

        @Override
        public void awaitAnnounced(Map<Long, String> revisions) {
            if (!revisions.isEmpty() && reads.node().isReplica()) {
                long newest = revisions.keySet().stream()
                        .mapToLong(Long::longValue)
                        .max()
                        .orElseThrow();
                await(new StoreMark(newest, null, false));
            }
        }

        private void await(StoreMark floor) {
            var deadline = Deadline.after(PATIENCE);
            while (!reaches(reader.mark(reads.connection()), floor)) {
                if (deadline.nanosLeft() == 0) {
                    leave();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        @Override
        public void admit(StoreMark read, StoreMark floor) {
            if (reads.node().isReplica() && !reaches(read, floor)) {
                leave();
            }
        }

        private static boolean reaches(StoreMark mark, StoreMark floor) {
            boolean sameLineage = floor.lineage() == null || Objects.equals(mark.lineage(), floor.lineage());
            boolean adopted = mark.adopted() || !floor.adopted();
            return sameLineage && adopted && mark.revision() >= floor.revision();
        }

        private void leave() {
            var node = reads.node();
            route.avoid(node);
            throw new RedisUnavailableException("the replica " + node + " is behind its master and is left");
        }

        @Override
        public void close() {
            master.close();
        }
    }
}
