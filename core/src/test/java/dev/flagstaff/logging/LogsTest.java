package dev.flagstaff.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogsTest {
    private final Queue<LogEntry> received = new ConcurrentLinkedQueue<>();

    @Test
    void aSinkGetsTheEntryThatStdoutGot() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logs().attach(received::add);
            captured.logger().atInfo().addKeyValue("flagKey", "a\nb").log("stored\n");
            captured.logger().debug("not at this level");
            captured.logs().close();

            assertThat(received).singleElement().satisfies(entry -> {
                assertThat(entry.level()).isEqualTo("info");
                assertThat(entry.component()).isEqualTo("admin");
                assertThat(entry.msg()).isEqualTo("stored\n");
                assertThat(entry.metadata()).isEqualTo("{\"flagKey\":\"a\\nb\"}");
                assertThat(Json.line(entry)).isEqualTo(captured.lines().getFirst());
            });
        }
    }

    @Test
    void aSinkGetsTheSameEntryWhenAPersonReadsStdout() {
        try (var captured = CapturedLogs.readable("info")) {
            captured.logs().attach(received::add);
            captured.logger().atInfo().addKeyValue("revision", 42).log("stored");
            captured.logs().close();

            assertThat(received).singleElement().extracting(LogEntry::metadata).isEqualTo("{\"revision\":42}");
        }
    }

    @Test
    void whatASinkLogsWhileSendingGoesToStdoutAlone() {
        try (var captured = CapturedLogs.json("info")) {
            var logger = captured.logger("dev.flagstaff.redis.LogStream");
            captured.logs().attach(entry -> {
                logger.warn("can't send");
                return received.add(entry);
            });
            captured.logger().info("first");
            captured.logs().close();

            assertThat(received).extracting(LogEntry::msg).containsExactly("first");
            assertThat(captured.lines()).hasSize(2).last().asString().contains("can't send");
            assertThat(captured.logs().dropped()).isZero();
        }
    }

    @Test
    void whatCarriesEntriesNeverBecomesOne() {
        try (var captured = CapturedLogs.json("debug")) {
            captured.logs().attach(received::add);
            captured.logger("io.lettuce.core.protocol.CommandHandler").debug("writing XADD");
            captured.logger("io.netty.channel.Channel").warn("broken pipe");
            captured.logger("reactor.util.Loggers").debug("using SLF4J");
            captured.logger("io.helidon.webserver.Server").warn("told");
            captured.logger("dev.flagstaff.redis.Redis").warn("told as well");
            captured.logs().close();

            assertThat(received).extracting(LogEntry::msg).containsExactly("told", "told as well");
            assertThat(captured.lines()).hasSize(5);
        }
    }

    @Test
    void whatASinkRefusesIsCounted() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logs().attach(_ -> false);
            captured.logger().info("one");
            captured.logger().info("two");
            captured.logs().close();

            assertThat(captured.logs().dropped()).isEqualTo(2);
        }
    }

    @Test
    void aSecondStartTakesOver() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logs().attach(received::add);
            var second = captured.startAgain("warn");
            var later = new ConcurrentLinkedQueue<LogEntry>();
            second.attach(later::add);
            captured.logger().info("not at this level");
            captured.logger().warn("once");
            second.close();

            assertThat(later).extracting(LogEntry::msg).containsExactly("once");
            assertThat(captured.onlyEvent().get("msg").asString()).isEqualTo("once");
            captured.logs().close();
            assertThat(received).isEmpty();
        }
    }

    @Test
    void aSinkThatIsDetachedGetsNoMore() {
        try (var captured = CapturedLogs.json("info")) {
            var registration = captured.logs().attach(received::add);
            captured.logger().info("first");
            registration.close();
            captured.logger().info("second");
            captured.logs().close();

            assertThat(received).extracting(LogEntry::msg).containsExactly("first");
        }
    }

    @Test
    void stdoutStaysAfterClosing() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logs().attach(received::add);
            captured.logs().close();
            captured.logs().close();
            captured.logger().info("last words");

            assertThat(captured.onlyEvent().get("msg").asString()).isEqualTo("last words");
            assertThat(received).isEmpty();
        }
    }

    @Test
    void manyThreadsWriteWholeLines() throws InterruptedException {
        int threads = 16;
        int events = 100;
        try (var captured = CapturedLogs.json("info")) {
            var writers = new ArrayList<Thread>();
            for (int thread = 0; thread < threads; thread++) {
                String name = "x".repeat(200 * thread) + thread;
                writers.add(Thread.ofPlatform().start(() -> {
                    for (int event = 0; event < events; event++) {
                        captured.logger().info("{}:{}", name, event);
                    }
                }));
            }
            for (var writer : writers) {
                writer.join();
            }

            var messages = new HashSet<String>();
            captured.lines()
                    .forEach(line ->
                            messages.add(CapturedLogs.parse(line).get("msg").asString()));
            assertThat(captured.lines()).hasSize(threads * events);
            assertThat(messages).hasSize(threads * events);
        }
    }
}
