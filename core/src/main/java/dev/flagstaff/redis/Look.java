package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
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

    /// Watches and looks.
    static Look at(Keys keys, HeldConnection held, Collection<String> flagKeys) {
        return new Looking(keys, held).at(flagKeys);
    }

    private static final class Looking {
        private final Keys keys;
        private final HeldConnection held;
        private final RedisAsyncCommands<String, byte[]> commands;

        Looking(Keys keys, HeldConnection held) {
            this.keys = keys;
            this.held = held;
            commands = held.commands();
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
            held.flush();

            held.await(watching);
            var flags = new LinkedHashMap<String, Standing>();
            asked.forEach((flagKey, answers) -> flags.put(flagKey, standing(answers)));
            long counter = FlagDecoder.revision(held.awaitNullable(revision));
            long nextRevision = Math.max(counter, lastStreamRevision(stream)) + 1;
            return new Look(counter, nextRevision, held.awaitNullable(lineage) != null, flags);
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
            boolean listed = held.await(answers.listed());
            boolean exists = held.await(answers.present()) > 0 || listed;
            var environments = new LinkedHashSet<String>();
            if (held.await(answers.environmentsType()).equals("set")) {
                held.await(answers.environments())
                        .forEach(name -> environments.add(new String(name, StandardCharsets.UTF_8)));
            }
            return new Standing(exists, listed, flagRevision(answers.revision()), environments);
        }

        private long lastStreamRevision(RedisFuture<List<Object>> stream) {
            List<Object> info;
            try {
                info = held.await(stream);
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
            throw new RedisUnavailableException(
                    "Redis at " + held.address() + " does not tell the last id of a stream");
        }

        /// A hash that another writer broke has none.
        private @Nullable Long flagRevision(RedisFuture<byte[]> field) {
            try {
                byte[] text = held.awaitNullable(field);
                return text == null ? null : FlagDecoder.positiveRevision(Answers.text(text));
            } catch (RedisUnavailableException failure) {
                if (Failures.isWrongType(Objects.requireNonNullElse(failure.getCause(), failure))) {
                    return null;
                }
                throw failure;
            }
        }
    }
}
