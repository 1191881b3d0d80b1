package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.helidon.http.RequestException;
import io.helidon.http.Status;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BodyBudgetTest {
    private static final int PIECE = 100_000;

    private final BodyBudget budget = new BodyBudget(1_000_000);

    @Test
    void moreThanThereIsIsNotGivenAndTakesNothing() {
        assertThat(budget.take(1_000_001)).isFalse();
        assertThat(budget.take(999_999)).isTrue();
        assertThat(budget.take(2)).isFalse();
        assertThat(budget.take(1)).isTrue();
        budget.giveBack(1);
        assertThat(budget.take(1)).isTrue();
    }

    @Test
    void requestsThatArriveAtOnceShareWhatThereIs() {
        var one = arrival();
        var other = arrival();
        one.headArrived(false);
        other.headArrived(false);
        for (int i = 0; i < 5; i++) {
            one.get();
            other.get();
        }

        assertThatExceptionOfType(RequestException.class)
                .isThrownBy(one::get)
                .satisfies(refused -> assertThat(refused.status()).isEqualTo(Status.SERVICE_UNAVAILABLE_503));

        other.answered(false);
        assertThat(one.get()).hasSize(PIECE);
    }

    @Test
    void aRequestTakesNoMoreThanTheLargestPieceThatIsHeldAtOnce() {
        var large = new Arrival(
                BodyBudgetTest::piece,
                new Patience(),
                new BodyBudget(StrictReader.MOST_CHUNK_BYTES),
                Duration.ofMinutes(1),
                null,
                new Turn(new AtomicLong()));
        large.headArrived(false);
        for (int read = 0; read < 3 * StrictReader.MOST_CHUNK_BYTES; read += PIECE) {
            assertThat(large.get()).hasSize(PIECE);
        }
    }

    private Arrival arrival() {
        return new Arrival(
                BodyBudgetTest::piece, new Patience(), budget, Duration.ofMinutes(1), null, new Turn(new AtomicLong()));
    }

    private static byte[] piece() {
        return new byte[PIECE];
    }
}
