package dev.flagstaff.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BucketTest {
    /// Beside the contract's two vectors, hashes that a signed number would get wrong.
    @ParameterizedTest
    @CsvSource({
        "checkout-banner, production, user-456, 29, 87ac7a2d",
        "checkout-banner, production, user-123, 58, 0918a4a6",
        "f, e, user-2, 93, 8a265e99",
        "f, e, user-4, 72, 845a3e94",
        "f, e, user-5, 0, ff93d6f4",
        "f, e, user-12, 99, d6ece3a7",
    })
    void theFirstEightHexDigitsAreAnUnsignedNumber(
            String flagKey, String environment, String subject, int bucket, String hash) {
        assertThat(Long.parseLong(hash, 16) % Bucket.BUCKETS).isEqualTo(bucket);
        assertThat(Bucket.of(flagKey, environment, subject)).isEqualTo(bucket);
    }

    /// Around the end of ASCII and of what fits into the array that most texts fit into.
    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u007f", "\u0080", "\u07ff", "\u0800", "\ud83d\ude80"})
    void aSubjectIsHashedAsUtf8WhateverItIsMadeOfAndHoweverLongItIs(String last) {
        for (int length = 0; length < 600; length++) {
            String subject = "a".repeat(length) + last;
            assertThat(Bucket.of("f", "e", subject)).isEqualTo(ContractOracle.bucket("f", "e", subject));
            assertThat(Bucket.of("f", "e", subject + "z")).isEqualTo(ContractOracle.bucket("f", "e", subject + "z"));
        }
    }

    @Test
    void theBucketDependsOnFlagEnvironmentAndSubjectAlike() {
        assertThat(distinct(i -> Bucket.of("flag-" + i, "production", "ada"))).isEqualTo(Bucket.BUCKETS);
        assertThat(distinct(i -> Bucket.of("flag", "environment-" + i, "ada"))).isEqualTo(Bucket.BUCKETS);
        assertThat(distinct(i -> Bucket.of("flag", "production", "user-" + i))).isEqualTo(Bucket.BUCKETS);
    }

    private static int distinct(IntUnaryOperator bucket) {
        return (int) IntStream.range(0, 5_000).map(bucket).distinct().count();
    }

    @Test
    void threadsDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
        Callable<Set<Integer>> buckets = () -> IntStream.range(0, 20_000)
                .mapToObj(i -> Bucket.of("checkout-banner", "production", "user-456"))
                .collect(Collectors.toSet());
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (Future<Set<Integer>> found : threads.invokeAll(Collections.nCopies(4, buckets))) {
                assertThat(found.get()).containsExactly(29);
            }
        }
    }
}
