package dev.flagstaff.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// What reading a request is made of. In the package of what it measures, which nobody else may call.
@NullMarked
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestBenchmark {
    private static final HttpLimits LIMITS = new HttpLimits(16_384, 12_288, 2_097_152, 1, Duration.ofSeconds(10));

    private final byte[] request = """
        GET /api/flags/checkout-banner/evaluate?environment=production&subject=user-123&region=us-west HTTP/1.1
        Host: localhost:8016
        User-Agent: curl/8.5.0
        Accept: */*

        """.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    private final PlainRequest plain = new PlainRequest(LIMITS);
    private final String query = "environment=production&subject=user-123&region=us-west";
    private final String escaped = "environment=production&subject=user%40example.com&region=us-west";

    /// The query of an evaluation, without an escape in it.
    @Benchmark
    public Object query() {
        return EvaluationQuery.parse(query);
    }

    /// The query of an evaluation, with one.
    @Benchmark
    public Object escapedQuery() {
        return EvaluationQuery.parse(escaped);
    }

    /// A plain request's head, with its path and query.
    @Benchmark
    public boolean head() {
        return plain.read(request, 0);
    }
}
