package dev.flagstaff.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
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
        var deadline = Deadline.after(patience);
        var lineage = new AtomicReference<@Nullable String>();
        transactor.inTurn(deadline, () -> lineage.set(transactor.run(deadline, this::attempt)));
        String adopted = lineage.get();
        if (adopted == null) {
            throw new RedisUnavailableException("Redis at " + address + " is too busy with other writers");
        }
        return adopted;
    }

    private @Nullable String attempt(StatefulRedisConnection<String, byte[]> connection, Deadline deadline) {
        var commands = connection.async();
        var watching = commands.watch(keys.lineage(), keys.adopted());
        var before = commands.get(keys.lineage());
        var adopted = commands.get(keys.adopted());
        connection.flushCommands();
        deadline.await(watching, address);
        byte[] known = awaitNullable(deadline, before);
        // Told once more, an adoption has to look different: what is missing now was not adopted then.
        boolean isNews = known != null && !Arrays.equals(known, awaitNullable(deadline, adopted));
        byte[] lineage = known != null && isNews ? known : WriteTransaction.newLineage();
        var queued =
                List.of(commands.multi(), commands.set(keys.lineage(), lineage), commands.set(keys.adopted(), lineage));
        var execution = commands.exec();
        connection.flushCommands();
        try {
            if (deadline.await(execution, address).wasDiscarded()) {
                return null;
            }
        } catch (RedisUnavailableException failure) {
            throw Failures.ofTransaction(address, queued, failure);
        }
        queued.forEach(one -> deadline.await(one, address));
        return new String(lineage, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("NullAway") // an answer may be null where the key is missing
    private byte @Nullable [] awaitNullable(Deadline deadline, RedisFuture<byte[]> answer) {
        return deadline.await(answer, address);
    }
}
