package dev.flagstaff.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLineTest {
    @Test
    void anEntryHasExactlyTheMembersOfTheContractInItsOrder() {
        var entry = new LogEntry("info", "admin", "flag stored", "2026-03-19T12:00:00.123Z", "{\"flagKey\":\"a\"}");

        assertThat(Json.line(entry))
                .isEqualTo("{\"level\":\"info\",\"component\":\"admin\",\"msg\":\"flag stored\","
                        + "\"time\":\"2026-03-19T12:00:00.123Z\",\"metadata\":{\"flagKey\":\"a\"}}");
    }

    @Test
    void anEventWithoutKeyValuesHasEmptyMetadata() {
        try (var captured = CapturedLogs.json("info")) {
            var before = Instant.now().minusMillis(1);
            captured.logger().warn("{} of {}", "one", 2);

            var event = captured.onlyEvent();
            assertThat(event.propertyNames()).containsExactly("level", "component", "msg", "time", "metadata");
            assertThat(event.get("level").asString()).isEqualTo("warn");
            assertThat(event.get("component").asString()).isEqualTo("admin");
            assertThat(event.get("msg").asString()).isEqualTo("one of 2");
            assertThat(event.get("metadata").isObject()).isTrue();
            assertThat(event.get("metadata").isEmpty()).isTrue();
            String time = event.get("time").asString();
            assertThat(time).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
            assertThat(Instant.parse(time)).isBetween(before, Instant.now());
            assertThat(captured.text()).endsWith("}\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line\nbreak\r\nand more",
                "\",\"level\":\"error\",\"x\":\"",
                "\\ \\n \\\" {} [] </script>",
                "\u0000\u0001\u001b[31m\u007f",
                "\u0085\u009b\u2028\u2029\u202e",
                "żółć 日本 🚩",
                "",
            })
    void hostileTextStaysOneLineAndComesBackAsItWas(String hostile) {
        try (var captured = CapturedLogs.json("info")) {
            captured.logger().atInfo().addKeyValue(hostile, hostile).log(hostile);

            assertThat(captured.text()).matches("[ -\u007f]+\n");
            var event = captured.onlyEvent();
            assertThat(event.propertyNames()).containsExactly("level", "component", "msg", "time", "metadata");
            assertThat(event.get("msg").asString()).isEqualTo(hostile);
            assertThat(event.get("metadata").get(hostile).asString()).isEqualTo(hostile);
        }
    }

    @Test
    void aLoneSurrogateIsReplacedBecauseUtf8CannotCarryIt() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logger().atInfo().addKeyValue("half", "\udc00").log("half \ud800 and whole 🚩");

            var event = captured.onlyEvent();
            assertThat(event.get("msg").asString()).isEqualTo("half ? and whole 🚩");
            assertThat(event.get("metadata").get("half").asString()).isEqualTo("?");
        }
    }

    @Test
    void numbersAndBooleansStayWhatTheyAre() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logger()
                    .atInfo()
                    .addKeyValue("int", 42)
                    .addKeyValue("long", Long.MIN_VALUE)
                    .addKeyValue("double", 0.25)
                    .addKeyValue("float", 1.5f)
                    .addKeyValue("exact", new BigDecimal("1.10"))
                    .addKeyValue("huge", BigInteger.TEN.pow(20))
                    .addKeyValue("counter", new AtomicLong(7))
                    .addKeyValue("yes", true)
                    .addKeyValue("none", (Object) null)
                    .log("typed");

            assertThat(captured.onlyEvent().get("metadata"))
                    .isEqualTo(CapturedLogs.parse("{\"int\":42,\"long\":-9223372036854775808,\"double\":0.25,"
                            + "\"float\":1.5,\"exact\":1.10,\"huge\":100000000000000000000,\"counter\":7,"
                            + "\"yes\":true,\"none\":null}"));
        }
    }

    @Test
    void whatJsonHasNoTypeForIsText() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logger()
                    .atInfo()
                    .addKeyValue("nan", Double.NaN)
                    .addKeyValue("infinite", Float.NEGATIVE_INFINITY)
                    .addKeyValue("duration", Duration.ofSeconds(5))
                    .addKeyValue("list", List.of(1, 2))
                    .log("texts");

            assertThat(captured.onlyEvent().get("metadata").toString())
                    .isEqualTo("{\"nan\":\"NaN\",\"infinite\":\"-Infinity\","
                            + "\"duration\":\"PT5S\",\"list\":\"[1, 2]\"}");
        }
    }

    @Test
    void aKeyGivenTwiceAppearsOnceWithItsLastValue() {
        try (var captured = CapturedLogs.json("info")) {
            captured.logger().atInfo().addKeyValue("k", 1).addKeyValue("k", 2).log("twice");

            assertThat(captured.text()).endsWith("\"metadata\":{\"k\":2}}\n");
        }
    }

    @Test
    void aValueThatCannotSayWhatItIsCostsOnlyItself() {
        var broken = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("broken");
            }
        };
        try (var captured = CapturedLogs.json("info")) {
            captured.logger()
                    .atInfo()
                    .addKeyValue("broken", broken)
                    .addKeyValue("fine", 1)
                    .log("said");

            assertThat(captured.onlyEvent().get("metadata").toString())
                    .isEqualTo("{\"broken\":\"[toString() failed: java.lang.IllegalStateException]\",\"fine\":1}");
        }
    }

    @Test
    void anErrorBringsItsExceptionWithTheStackTrace() {
        try (var captured = CapturedLogs.json("info")) {
            var failure = new IllegalStateException("no \"luck\"\ntoday", new IllegalArgumentException("cause"));
            captured.logger().error("failed", failure);

            var metadata = captured.onlyEvent().get("metadata");
            assertThat(metadata.propertyNames()).containsExactly("error", "stack");
            assertThat(metadata.get("error").asString())
                    .isEqualTo("java.lang.IllegalStateException: no \"luck\"\ntoday");
            assertThat(metadata.get("stack").asString())
                    .startsWith("java.lang.IllegalStateException: no \"luck\"\ntoday")
                    .contains("at dev.flagstaff.logging.JsonLineTest.")
                    .contains("Caused by: java.lang.IllegalArgumentException: cause");
        }
    }

    @ParameterizedTest
    @CsvSource({"info, false", "debug, true", "trace, true"})
    void aWarningBringsItsStackTraceOnlyWhenDebugging(String level, boolean stack) {
        try (var captured = CapturedLogs.json(level)) {
            captured.logger()
                    .atWarn()
                    .addKeyValue("k", 1)
                    .setCause(new ArithmeticException())
                    .log("odd");

            var metadata = captured.onlyEvent().get("metadata");
            assertThat(metadata.get("k").asInt()).isEqualTo(1);
            assertThat(metadata.get("error").asString()).isEqualTo("java.lang.ArithmeticException");
            assertThat(metadata.has("stack")).isEqualTo(stack);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dev.flagstaff.admin.Admin, admin",
        "dev.flagstaff.redis.feed.Connection, redis",
        "dev.flagstaff.http, http",
        "dev.flagstaffing.Other, Other",
        "io.lettuce.core.RedisClient, RedisClient",
        "audit, audit",
    })
    void theComponentIsOurPackageOrTheLastSegment(String logger, String component) {
        try (var captured = CapturedLogs.json("info")) {
            captured.logger(logger).warn("hello");

            assertThat(captured.onlyEvent().get("component").asString()).isEqualTo(component);
        }
    }
}
