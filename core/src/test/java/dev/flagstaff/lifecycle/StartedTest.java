package dev.flagstaff.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartedTest {
    private final Started started = new Started();
    private final List<String> closed = new ArrayList<>();

    private void start(String part) {
        started.add(() -> closed.add(part));
    }

    private void startFailing(String part) {
        started.add(() -> {
            closed.add(part);
            throw new IOException(part);
        });
    }

    @Test
    void whatWasStartedLastIsClosedFirstAndOnce() {
        AutoCloseable redis = () -> closed.add("redis");
        assertThat(started.add(redis)).isSameAs(redis);
        start("listener");

        started.close();
        started.close();

        assertThat(closed).containsExactly("listener", "redis");
    }

    @Test
    void whatFailsToCloseKeepsNothingElseOpenAndEveryFailureIsTold() {
        startFailing("redis");
        start("cache");
        startFailing("listener");

        assertThatIllegalStateException().isThrownBy(started::close).satisfies(failure -> {
            assertThat(failure).hasMessage("not everything could be closed").hasRootCauseMessage("listener");
            assertThat(failure.getSuppressed())
                    .extracting(Throwable::getMessage)
                    .containsExactly("redis");
        });
        assertThat(closed).containsExactly("listener", "cache", "redis");
    }

    @Test
    void whereAPartFailsToStartThoseBeforeItAreClosed() {
        var failure = new StartException("the port is in use");

        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Started.wholeOrNot(started, () -> {
                    start("redis");
                    startFailing("cache");
                    throw failure;
                }))
                .isSameAs(failure)
                .satisfies(thrown -> assertThat(thrown.getSuppressed())
                        .singleElement()
                        .satisfies(one -> assertThat(one).hasRootCauseMessage("cache")));
        assertThat(closed).containsExactly("cache", "redis");
    }

    @Test
    void whoeverIsInterruptedWhileAPartClosesKnowsItAfterwards() {
        started.add(() -> {
            throw new InterruptedException();
        });

        assertThatIllegalStateException().isThrownBy(started::close);

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatStartedWholeStaysOpen() {
        assertThat(Started.wholeOrNot(started, () -> {
                    start("redis");
                    return "running";
                }))
                .isEqualTo("running");
        assertThat(closed).isEmpty();
    }
}
