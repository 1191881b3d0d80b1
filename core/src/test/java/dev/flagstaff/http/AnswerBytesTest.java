package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

class AnswerBytesTest {
    /// However many were expected.
    @Property(tries = 200)
    void whatIsPutPieceByPieceIsWhatComesOut(
            @ForAll @IntRange(max = 40) int expected,
            @ForAll List<@AlphaChars @NotEmpty String> texts,
            @ForAll @LongRange(min = 0) long number) {
        var bytes = new AnswerBytes(expected);
        var text = new StringBuilder();
        for (String one : texts) {
            bytes.put(one).put(',').put(one.getBytes(StandardCharsets.US_ASCII)).put(number);
            text.append(one).append(',').append(one).append(number);
        }
        assertThat(new String(bytes.toArray(), StandardCharsets.US_ASCII)).isEqualTo(text.toString());
    }
}
