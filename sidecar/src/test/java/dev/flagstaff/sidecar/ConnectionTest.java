package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConnectionTest {
    private final Connection connection = new Connection();

    @Test
    void itIsNotUpBeforeRedisWasReached() {
        assertThat(connection.isUp()).isFalse();
        assertThat(connection.trouble()).isEqualTo("Redis was not reached yet");
        assertThat(connection.isConfirmed()).isFalse();
    }

    @Test
    void aRefusalLastsUntilSomethingIsReadThoughTheConnectionIsNew() {
        connection.up();
        connection.failing("Redis refuses");
        connection.up();
        assertThat(connection.trouble()).isEqualTo("Redis refuses");

        connection.current(System.nanoTime());

        assertThat(connection.isUp()).isTrue();
        assertThat(connection.trouble()).isEmpty();
    }

    @Test
    void whileRedisIsAwayThatIsToldAndNotWhatItRefusedBefore() {
        connection.up();
        connection.failing("Redis refuses");

        connection.down("Redis is away");

        assertThat(connection.trouble()).isEqualTo("Redis is away");
    }

    @Test
    void anOutageTakesNothingBackThatRedisHasConfirmed() {
        long before = System.nanoTime();
        connection.current(before);
        connection.down("Redis is away");

        assertThat(connection.isConfirmed()).isTrue();
        assertThat(connection.stalenessNanos()).isBetween(0L, System.nanoTime() - before);
    }
}
