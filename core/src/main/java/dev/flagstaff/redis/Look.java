package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.NestedMultiOutput;
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
    private static final Script SCRIPT = Script.of("look-at-flags.lua");
    /// How often a script is loaded that Redis forgets at once.
    private static final int ATTEMPTS = 10;

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
        return new Looking(keys, held, List.copyOf(flagKeys)).look();
    }

    private static final class Looking {
        private final Keys keys;
        private final HeldConnection held;
        private final List<String> flagKeys;

        Looking(Keys keys, HeldConnection held, List<String> flagKeys) {
            this.keys = keys;
            this.held = held;
            this.flagKeys = flagKeys;
        }

        Look look() {
            var pipeline = new Pipeline();
            var watching = pipeline.ask(watch());
            var revision = pipeline.ask(new ByteArrayOutput<>(Redis.CODEC), "GET", keys.revision());
            var lineage = pipeline.ask(new ByteArrayOutput<>(Redis.CODEC), "GET", keys.lineage());
            var stream = pipeline.ask(new NestedMultiOutput<>(Redis.CODEC), "XINFO", "STREAM", keys.changes());
            var standings = pipeline.ask(new ByteArrayOutput<>(Redis.CODEC), script());
            held.send(pipeline);

            held.await(watching);
            var flags = standings(standings);
            long counter = FlagDecoder.revision(held.awaitNullable(revision));
            long nextRevision = Math.max(counter, lastStreamRevision(stream)) + 1;
            return new Look(counter, nextRevision, held.awaitNullable(lineage) != null, flags);
        }

        private String[] watch() {
            var words =
                    new ArrayList<>(List.of("WATCH", keys.index(), keys.revision(), keys.changes(), keys.lineage()));
            flagKeys.forEach(flagKey -> words.addAll(List.of(keys.flag(flagKey), keys.environments(flagKey))));
            return words.toArray(String[]::new);
        }

        private String[] script() {
            var words = new ArrayList<>(
                    List.of("EVALSHA", SCRIPT.digest(), Integer.toString(1 + 2 * flagKeys.size()), keys.index()));
            flagKeys.forEach(flagKey -> words.addAll(List.of(keys.flag(flagKey), keys.environments(flagKey))));
            words.addAll(flagKeys);
            return words.toArray(String[]::new);
        }

        private Map<String, Standing> standings(RedisFuture<byte[]> first) {
            var answer = first;
            for (int attempt = 1; ; attempt++) {
                try {
                    return decode(held.await(answer));
                } catch (RedisUnavailableException failure) {
                    if (attempt == ATTEMPTS || !Failures.isNoScript(cause(failure))) {
                        throw failure;
                    }
                }
                // What was watched stays watched meanwhile.
                var again = new Pipeline();
                again.tell(new ByteArrayOutput<>(Redis.CODEC), "SCRIPT", "LOAD", SCRIPT.text());
                answer = again.ask(new ByteArrayOutput<>(Redis.CODEC), script());
                held.send(again);
            }
        }

        private Map<String, Standing> decode(byte[] packed) {
            var values = new PackedValues(packed);
            var flags = new LinkedHashMap<String, Standing>();
            flagKeys.forEach(flagKey -> flags.put(flagKey, standing(values.nextList())));
            return flags;
        }

        private static Standing standing(List<?> seen) {
            boolean listed = isPositive(seen.get(0));
            boolean exists = isPositive(seen.get(1)) || listed;
            Object revision = seen.get(2);
            var environments = new LinkedHashSet<String>();
            seen.subList(3, seen.size()).forEach(name -> environments.add(Answers.text(name)));
            return new Standing(
                    exists,
                    listed,
                    revision == null ? null : FlagDecoder.positiveRevision(Answers.text(revision)),
                    environments);
        }

        private static boolean isPositive(@Nullable Object number) {
            return number instanceof Long found && found > 0;
        }

        private static Throwable cause(RedisUnavailableException failure) {
            return Objects.requireNonNullElse(failure.getCause(), failure);
        }

        private long lastStreamRevision(RedisFuture<List<Object>> stream) {
            List<Object> info;
            try {
                info = held.await(stream);
            } catch (RedisUnavailableException failure) {
                if (Failures.isMissingKey(cause(failure))) {
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
    }
}
