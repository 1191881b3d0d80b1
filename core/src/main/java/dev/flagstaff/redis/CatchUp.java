package dev.flagstaff.redis;

import dev.flagstaff.flag.FlagDefinition;
import dev.flagstaff.redis.FlagScript.Question;
import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Reads flags, and whatever changes meanwhile, until all of it is of one revision. For one use, by one thread.
///
/// **Why it ends.** Each call of the script is one instant of the store. It reads flags that are wanted, and
/// those that the next fifty changes are about, of the changes that are not covered yet. When nothing that is
/// wanted is left, a call that covers every change up to its own revision is the last: whatever was read is of
/// that revision. Usually it is the first. As long as there are more changes, each round trip makes twice as many
/// calls as the one before, one for each fifty of them, so that a writer who never pauses is outrun. Nobody
/// writes as fast as the most calls read; and who did would soon be ahead by more than the stream keeps.
final class CatchUp {
    /// For 3,200 changes in one round trip.
    private static final int MOST_CALLS = 64;
    /// Redis is at the next calls while something is made of one; for a few milliseconds, if it gets all of them at
    /// once.
    private static final int AHEAD = 4;

    private final FlagScript script;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final UnaryOperator<FlagDefinition> known;
    private final Set<String> wanted;
    private final TreeMap<String, FlagRead> flags = new TreeMap<>();
    /// Up to here, every change is among what was read or is wanted.
    private long covered;
    private @Nullable StoreMark mark;
    private boolean named;

    private CatchUp(
            FlagScript script,
            StatefulRedisConnection<String, byte[]> connection,
            UnaryOperator<FlagDefinition> known,
            long since,
            Set<String> wanted) {
        this.script = script;
        this.connection = connection;
        this.known = known;
        this.wanted = wanted;
        covered = since;
    }

    /// Reads until that is so.
    ///
    /// @param known gives an equal definition that is kept already, or else the same
    /// @param since the revision after which changes matter
    /// @param wanted flags that are read though they may not have changed; it becomes empty as they are read
    /// @return the flags that were read; nothing where the store went back, became another one, or does not tell
    ///     what changed
    static Optional<StoreContents> run(
            FlagScript script,
            StatefulRedisConnection<String, byte[]> connection,
            UnaryOperator<FlagDefinition> known,
            long since,
            Set<String> wanted) {
        return new CatchUp(script, connection, known, since, wanted).run();
    }

    private Optional<StoreContents> run() {
        int calls = 1;
        while (true) {
            long coveredBefore = covered;
            int wantedBefore = wanted.size();
            var questions = isFarBehind() ? names() : questions(calls);
            var glances = script.ask(connection, questions, Math.max(calls, AHEAD));
            while (glances.hasNext()) {
                var glance = glances.next();
                if (!goesOnTo(glance.mark())) {
                    return Optional.empty();
                }
                take(glance);
                if (wanted.isEmpty() && !isBehind()) {
                    return Optional.of(new StoreContents(flags, glance.mark()));
                }
            }
            if (covered == coveredBefore && wanted.size() == wantedBefore) {
                return Optional.empty();
            }
            calls = isBehind() ? Math.min(2 * calls, MOST_CALLS) : 1;
        }
    }

    /// Whether so much was missed that it pays to look first what it is about, since a burst is mostly about few
    /// flags. Done once: looking alone never catches up with a writer who never pauses.
    private boolean isFarBehind() {
        return !named && revision() - covered > FlagScript.MOST_NAMES;
    }

    private List<Question> names() {
        named = true;
        var questions = new ArrayList<Question>();
        for (int i = 0; i < MOST_CALLS && covered + (long) i * FlagScript.MOST_NAMES < revision(); i++) {
            questions.add(Question.name(covered + (long) i * FlagScript.MOST_NAMES));
        }
        return questions;
    }

    /// As many as are wanted for the changes, and more where flags are left. In the order of their names: what was
    /// written together mostly lies together in Redis' memory.
    private List<Question> questions(int calls) {
        var questions = new ArrayList<Question>();
        var left = wanted.stream().sorted().iterator();
        for (int i = 0; i < calls || left.hasNext(); i++) {
            var flagKeys = new ArrayList<String>();
            while (left.hasNext() && flagKeys.size() < FlagScript.MOST) {
                flagKeys.add(left.next());
            }
            questions.add(
                    i < calls
                            ? Question.read(covered + (long) i * FlagScript.MOST, flagKeys)
                            : Question.about(flagKeys));
        }
        return questions;
    }

    private boolean goesOnTo(StoreMark next) {
        return (mark == null || mark.isContinuedBy(next)) && covered <= next.revision();
    }

    private boolean isBehind() {
        return covered < revision();
    }

    /// Where the store stood when it was asked last.
    private long revision() {
        return mark == null ? covered : mark.revision();
    }

    private void take(Glance glance) {
        mark = glance.mark();
        glance.flags().forEach((flagKey, read) -> flags.put(flagKey, kept(read)));
        wanted.removeAll(glance.flags().keySet());
        while (isBehind() && glance.changes().containsKey(covered + 1)) {
            covered++;
            String flagKey = glance.changes().get(covered);
            if (!glance.flags().containsKey(flagKey)) {
                wanted.add(flagKey);
            }
        }
    }

    private FlagRead kept(FlagRead read) {
        return read instanceof FlagRead.Present(var definition) ? new FlagRead.Present(known.apply(definition)) : read;
    }
}
