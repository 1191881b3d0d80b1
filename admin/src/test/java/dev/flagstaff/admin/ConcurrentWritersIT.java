package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertRevision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.FaultyWire;
import dev.flagstaff.testing.HttpConversation;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Invariant "whole definitions", for writers who are in each other's way.
@Timeout(300)
class ConcurrentWritersIT {
    private static final int WRITERS = 8;
    private static final int WRITES_EACH = 25;

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    @Test
    void whatEightWritersOfTwoAdminsAreToldIsWhatEachOfThemWrote() throws Exception {
        try (var second = RunningAdmin.at(STAGE.redis().url());
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new AtomicBoolean();
            var reader = threads.submit(() -> readUntil(done));
            var writers = new ArrayList<Callable<List<Long>>>();
            for (int writer = 0; writer < WRITERS; writer++) {
                var api = writer % 2 == 0 ? STAGE.api() : second.api();
                String name = "writer-" + writer;
                writers.add(() -> write(api, name));
            }

            var revisions = new ArrayList<Long>();
            for (Future<List<Long>> written : threads.invokeAll(writers)) {
                revisions.addAll(written.get());
            }
            done.set(true);
            assertThat(reader.get()).as("readings in between").isPositive();

            assertThat(revisions).doesNotHaveDuplicates().hasSizeGreaterThan(WRITES_EACH);
            assertGaplessUpTo(Long.parseLong(STAGE.redis().cli().get("feature-flags:revision")), revisions);
        }
    }

    @Test
    void whoLosesEveryRaceIsToldSoAndHasWrittenNothing() {
        try (var wire = FaultyWire.to(STAGE.redis().port());
                var admin = RunningAdmin.at(wire.url())) {
            var rival = STAGE.redis().cli();
            // WATCH and EXEC are asked one after the other, so what is watched has always changed by then.
            wire.beforeQuestions(() -> rival.incr("feature-flags:revision"));

            var statuses = new ArrayList<Integer>();
            for (int attempt = 0; attempt < 10 && !statuses.contains(409); attempt++) {
                statuses.add(admin.api()
                        .put("/api/admin/flags/f", definition("loser", 1))
                        .statusCode());
            }

            // On a busy machine the time for the write may as well be up while Redis is being asked once more.
            assertThat(statuses).contains(409).isSubsetOf(409, 503);
            assertThat(rival.keys("*")).containsOnly("feature-flags:revision");
        }
    }

    private static List<Long> write(HttpConversation api, String writer) {
        var revisions = new ArrayList<Long>();
        for (int write = 0; write < WRITES_EACH; write++) {
            var answer = api.put("/api/admin/flags/contended", definition(writer, write));
            assertThat(answer.statusCode()).as(answer.body()).isIn(200, 409, 503);
            if (answer.statusCode() == 200) {
                revisions.add(assertTellsOf(answer, writer, write));
            }
        }
        return revisions;
    }

    private static long assertTellsOf(HttpResponse<String> answer, String writer, int write) {
        String body = answer.body();
        long revision = Long.parseLong(body.substring(body.lastIndexOf(':') + 1, body.length() - 1));
        Answers.assertJson(answer, stored(writer, write).formatted(revision));
        assertRevision(answer, revision);
        return revision;
    }

    private static int readUntil(AtomicBoolean done) {
        int readings = 0;
        while (!done.get()) {
            var answer = STAGE.api().get("/api/flags/contended");
            if (answer.statusCode() == 200) {
                readings++;
                String body = answer.body();
                String writer = body.substring(body.indexOf("writer-"), body.indexOf('/'));
                int write =
                        Integer.parseInt(body.substring(body.indexOf('/') + 1, body.indexOf("\",\"defaultEnabled")));
                assertTellsOfSome(answer, writer, write);
            }
        }
        return readings;
    }

    private static void assertTellsOfSome(HttpResponse<String> answer, String writer, int write) {
        String body = answer.body();
        String revision = body.substring(body.lastIndexOf(':') + 1, body.length() - 1);
        Answers.assertJson(answer, stored(writer, write).formatted(Long.parseLong(revision)));
    }

    private static void assertGaplessUpTo(long last, List<Long> revisions) {
        var steps = STAGE.redis().cli().xrange("feature-flags:changes", Range.<String>unbounded()).stream()
                .map(StreamMessage::getId)
                .toList();
        assertThat(steps)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, last)
                        .mapToObj(revision -> revision + "-0")
                        .toList());
        assertThat(revisions).allSatisfy(revision -> assertThat(revision).isBetween(1L, last));
    }

    private static String definition(String writer, int write) {
        return "{\"description\":\"%s/%d\",\"defaultEnabled\":true,\"environments\":{%s}}"
                .formatted(writer, write, environments(writer, write, ""));
    }

    private static String stored(String writer, int write) {
        return "{\"flagKey\":\"contended\",\"description\":\"%s/%d\",\"defaultEnabled\":true,\"environments\":{%s},"
                        .formatted(writer, write, environments(writer, write, ",\"updatedAt\":\"T\""))
                + "\"updatedAt\":\"T\",\"revision\":%d}";
    }

    /// As many environments as the write's number says, so that a mixture of two writes would show.
    private static String environments(String writer, int write, String updatedAt) {
        return String.join(
                ",",
                IntStream.rangeClosed(0, write % 5)
                        .mapToObj(environment ->
                                "\"e%d\":{\"enabled\":true,\"rolloutPercent\":%d,\"value\":\"%s\",\"allowlistUsers\":[\"%s\"],\"allowlistRegions\":[]%s}"
                                        .formatted(environment, write, writer, writer, updatedAt))
                        .toList());
    }
}
