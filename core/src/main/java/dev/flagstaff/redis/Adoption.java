package dev.flagstaff.redis;

import io.lettuce.core.output.ByteArrayOutput;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Declares a store to be the right one, whatever it lacks. Thread-safe.
final class Adoption {
    private final Keys keys;
    private final RedisAddress address;
    private final Duration patience;
    private final Transactor transactor;

    Adoption(Keys keys, RedisAddress address, Duration patience, Transactor transactor) {
        this.keys = keys;
        this.address = address;
        this.patience = patience;
        this.transactor = transactor;
    }

    /// Has it adopted.
    ///
    /// @return its lineage, a new one where it had none or was declared right before
    String adopt() {
        String adopted = transactor.run(Deadline.after(patience), this::attempt);
        if (adopted == null) {
            throw new RedisUnavailableException("Redis at " + address + " is too busy with other writers");
        }
        return adopted;
    }

    private @Nullable String attempt(HeldConnection held) {
        var look = new Pipeline();
        var watching = look.ask("WATCH", keys.lineage(), keys.adopted());
        var before = look.ask(new ByteArrayOutput<>(Redis.CODEC), "GET", keys.lineage());
        var adopted = look.ask(new ByteArrayOutput<>(Redis.CODEC), "GET", keys.adopted());
        held.send(look);
        held.await(watching);
        byte[] known = held.awaitNullable(before);
        // Told once more, an adoption has to look different: what is missing now was not adopted then.
        boolean isNews = known != null && !Arrays.equals(known, held.awaitNullable(adopted));
        String lineage = known != null && isNews ? Answers.text(known) : WriteTransaction.newLineage();
        var transaction = new Transaction();
        transaction.queue("SET", keys.lineage(), lineage);
        transaction.queue("SET", keys.adopted(), lineage);
        return transaction.execute(held) ? lineage : null;
    }
}
