package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class LongAnswerTest {
    private final LongAnswer.Stock stock = new LongAnswer.Stock();

    /// Whatever was in its pieces before.
    @Property(tries = 100)
    void whatIsPutPieceByPieceIsWhatComesOut(@ForAll @Size(max = 20) List<@IntRange(max = 70_000) Integer> lengths) {
        for (int time = 0; time < 2; time++) {
            var text = new StringBuilder();
            try (var answer = stock.answer()) {
                for (int length : lengths) {
                    String one =
                            String.valueOf((char) ('a' + text.length() % 26)).repeat(length);
                    answer.end().put(one);
                    text.append(one);
                }
                assertThat(new String(answer.toArray(), StandardCharsets.US_ASCII))
                        .isEqualTo(text.toString());
                assertThat(answer.length()).isEqualTo(text.length());
            }
        }
    }

    @Example
    void theNextAnswerIsMadeOfTheSamePieces() {
        var first = pieces(300);

        assertThat(first).hasSizeGreaterThan(1);
        assertThat(pieces(300)).isEqualTo(first);
    }

    @Example
    void answersThatAreThereTogetherShareNothing() {
        try (var one = stock.answer();
                var other = stock.answer()) {
            assertThat(one.end()).isNotSameAs(other.end());
        }
    }

    /// 6 MB, of which no more than 4 MiB stays.
    @Example
    void whatIsMoreThanAStockHoldsIsLeftToTheCollector() {
        var kept = pieces(6_000);
        kept.retainAll(pieces(6_000));

        assertThat(kept).hasSize(64);
    }

    @Example
    void aPieceThatHadToGrowIsNotKept() {
        AnswerBytes grown;
        try (var answer = stock.answer()) {
            grown = answer.end().put("a".repeat(1_000_000));
        }
        assertThat(pieces(1)).doesNotContain(grown);
    }

    /// Those of an answer of so many KiB, each of which is itself and equal to no other.
    private Set<AnswerBytes> pieces(int kibibytes) {
        byte[] kibibyte = new byte[1024];
        try (var answer = stock.answer()) {
            for (int i = 0; i < kibibytes; i++) {
                answer.end().put(kibibyte);
            }
            return new HashSet<>(answer.pieces());
        }
    }
}
