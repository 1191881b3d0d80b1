package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a transaction saw under `WATCH`, all of it asked for in one round trip.
///
/// @param counter the store's revision
/// @param nextRevision the first one that neither the counter nor the change stream has given away
/// @param hasLineage whether the store has one
/// @param flags what there is of each flag that was asked about, by key
record Look(long counter, long nextRevision, boolean hasLineage, Map<String, Standing> flags) {
    /// What there is of a flag. Immutable.
    ///
    /// @param exists whether anything is, be it only half of one
    /// @param listed whether the index names it
    /// @param revision null where there is no flag, or another writer's, or none that can be read
    /// @param environments the names of those it has
    record Standing(
            boolean exists, boolean listed, @Nullable Long revision, Set<String> environments) {
        /// Of a flag that is gone.
        static final Standing ABSENT = new Standing(false, false, null, Set.of());
    }

    /// Watches and looks. Wants a connection that does not flush by itself.
    static Look at(
            Keys keys,
            RedisAddress address,
            StatefulRedisConnection<String, byte[]> connection,
            Collection<String> flagKeys,
            Deadline deadline) {
        return new Looking(keys, address, connection, deadline).at(flagKeys);
    }

    private static final class Looking {
        private final Keys keys;
        private final RedisAddress address;
        private final StatefulRedisConnection<String, byte[]> connection;
        private final RedisAsyncCommands<String, byte[]> commands;
        private final Deadline deadline;

        Looking(
                Keys keys,
                RedisAddress address,
                StatefulRedisConnection<String, byte[]> connection,
                Deadline deadline) {
            this.keys = keys;
            this.address = address;
            this.connection = connection;
            this.commands = connection.async();
            this.deadline = deadline;
        }

        Look at(Collection<String> flagKeys) {
            var watched = new ArrayList<>(List.of(keys.index(), keys.revision(), keys.changes(), keys.lineage()));
            flagKeys.forEach(flagKey -> watched.addAll(List.of(keys.flag(flagKey), keys.environments(flagKey))));
            var watching = commands.watch(watched.toArray(String[]::new));
            var revision = commands.get(keys.revision());
            var lineage = commands.get(keys.lineage());
            var stream = commands.xinfoStream(keys.changes());
            var asked = new LinkedHashMap<String, Asked>();
            flagKeys.forEach(flagKey -> asked.put(flagKey, ask(flagKey)));
            connection.flushCommands();

            await(watching);
            var flags = new LinkedHashMap<String, Standing>();
            asked.forEach((flagKey, answers) -> flags.put(flagKey, standing(answers)));
            long counter = FlagDecoder.revision(awaitNullable(revision));
            long nextRevision = Math.max(counter, lastStreamRevision(stream)) + 1;
            return new Look(counter, nextRevision, awaitNullable(lineage) != null, flags);
        }

        private record Asked(
                RedisFuture<Boolean> listed,
                RedisFuture<Long> present,
                RedisFuture<String> environmentsType,
                RedisFuture<Set<byte[]>> environments,
                RedisFuture<byte[]> revision) {}

        private Asked ask(String flagKey) {
            return new Asked(
                    commands.sismember(keys.index(), flagKey.getBytes(StandardCharsets.UTF_8)),
                    commands.exists(keys.flag(flagKey), keys.environments(flagKey)),
                    commands.type(keys.environments(flagKey)),
                    commands.smembers(keys.environments(flagKey)),
                    commands.hget(keys.flag(flagKey), "revision"));
        }

        private Standing standing(Asked answers) {
            boolean listed = await(answers.listed());
            boolean exists = await(answers.present()) > 0 || listed;
            var environments = new LinkedHashSet<String>();
            if (await(answers.environmentsType()).equals("set")) {
                await(answers.environments())
                        .forEach(name -> environments.add(new String(name, StandardCharsets.UTF_8)));
            }
            return new Standing(exists, listed, flagRevision(answers.revision()), environments);
        }

        private long lastStreamRevision(RedisFuture<List<Object>> stream) {
            List<Object> info;
            try {
                info = await(stream);
            } catch (RedisUnavailableException failure) {
                if (Failures.isMissingKey(Objects.requireNonNullElse(failure.getCause(), failure))) {
                    return 0;
                }
                throw failure;
            }
            for (int i = 0; i + 1 < info.size(); i += 2) {
                if (Answers.text(info.get(i)).equals("last-generated-id")) {
                    return FlagDecoder.revisionOf(Answers.text(info.get(i + 1)));
                }
            }
            throw new RedisUnavailableException("Redis at " + address + " does not tell the last id of a stream");
        }

        /// A hash that another writer broke has none.
        private @Nullable Long flagRevision(RedisFuture<byte[]> field) {
            try {
                byte[] text = awaitNullable(field);
                return text == null ? null : FlagDecoder.positiveRevision(Answers.text(text));
            } catch (RedisUnavailableException failure) {
                if (Failures.isWrongType(Objects.requireNonNullElse(failure.getCause(), failure))) {
                    return null;
                }
                throw failure;
            }
        }

        private <T> T await(RedisFuture<T> answer) {
            return deadline.await(answer, address);
        }

        @SuppressWarnings("NullAway") // an answer may be null where the key is missing
        private byte @Nullable [] awaitNullable(RedisFuture<byte[]> answer) {
            return await(answer);
        }
    }
}
