package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', 0",
        "POLL, POLL, 0",
        "'', POLL, 4",
        "POL, POLL, 1",
        "POLLL, POLL, 1",
        "PALL, POLL, 1",
        "PLOL, POLL, 1",
        "kitten, sitting, 3",
        "CA, ABC, 3",
    })
    void aDistanceCountsInsertionsDeletionsReplacementsAndSwaps(String a, String b, int distance) {
        assertThat(NearestName.distance(a, b)).isEqualTo(distance);
        assertThat(NearestName.distance(b, a)).isEqualTo(distance);
    }

    @Property
    void aDistanceIsThatOfItsDefinition(
            @ForAll @StringLength(max = 6) @CharRange(from = 'a', to = 'c') String a,
            @ForAll @StringLength(max = 6) @CharRange(from = 'a', to = 'c') String b) {
        assertThat(NearestName.distance(a, b)).isEqualTo(byDefinition(a, b));
    }

    private static int byDefinition(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        int least = byDefinition(a.substring(1), b.substring(1)) + (a.charAt(0) == b.charAt(0) ? 0 : 1);
        least = Math.min(least, 1 + byDefinition(a.substring(1), b));
        least = Math.min(least, 1 + byDefinition(a, b.substring(1)));
        if (a.length() > 1 && b.length() > 1 && a.charAt(0) == b.charAt(1) && a.charAt(1) == b.charAt(0)) {
            least = Math.min(least, 1 + byDefinition(a.substring(2), b.substring(2)));
        }
        return least;
    }

    @Test
    void theNearestNameIsTakenWhereverItStands() {
        assertThat(NearestName.of("abcdef", List.of("abcxyf", "abcdxf", "abxdyf")))
                .contains("abcdxf");
    }

    @Test
    void ofTwoThatBeginLikeAllOfItTheFirstIsTaken() {
        assertThat(NearestName.of("POLL", List.of("POLLS", "POLLY"))).contains("POLLS");
    }

    @Test
    void ofTwoAsNearTheOneWithTheLongerCommonBeginningIsTaken() {
        assertThat(NearestName.of("abcdef", List.of("xbcdef", "abcdex"))).contains("abcdex");
    }

    @Test
    void ofTwoQuiteAlikeTheFirstIsTaken() {
        assertThat(NearestName.of("abcd", List.of("abcx", "abcy"))).contains("abcx");
    }

    @Test
    void halfOfTheLongerNameIsTooFar() {
        assertThat(NearestName.of("abcd", List.of("abxy"))).isEmpty();
        assertThat(NearestName.of("abcd", List.of("abcdwxyz"))).isEmpty();
        assertThat(NearestName.of("abcd", List.of("abcdxyz"))).contains("abcdxyz");
        assertThat(NearestName.of("", List.of("a"))).isEmpty();
        assertThat(NearestName.of("a", List.of())).isEmpty();
    }
}
