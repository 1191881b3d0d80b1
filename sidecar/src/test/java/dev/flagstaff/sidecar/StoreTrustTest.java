package dev.flagstaff.sidecar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.redis.StoreMark;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Invariant "an emptied Redis is not a change".
class StoreTrustTest {
    private static final Set<String> SERVED = Set.of("a", "b");

    private final StoreTrust trust = new StoreTrust();

    @Test
    void aSidecarThatStartsOnAnEmptyStoreTakesItAsItIs() {
        assertThat(judge("L", Set.of(), Set.of())).isEmpty();
        assertThat(trust.isSuspect()).isFalse();
    }

    @Test
    void whatTheSameStoreLacksIsGone() {
        judge("L", Set.of(), SERVED);

        assertThat(judge("L", SERVED, Set.of())).isEqualTo(SERVED);
        assertThat(trust.isSuspect()).isFalse();
    }

    @Test
    void whatAStoreOfAnotherLineageLacksStays() {
        judge("L", Set.of(), SERVED);

        assertThat(judge("N", SERVED, Set.of("a"))).isEmpty();
        assertThat(trust.isSuspect()).isTrue();
        assertThat(trust.isOrphan("b")).isTrue();
        assertThat(trust.isOrphan("a")).isFalse();
        assertThat(trust.lineage()).isEqualTo("L");
    }

    @Test
    void whatAStoreWhoseLineageIsGoneLacksStays() {
        judge("L", Set.of(), SERVED);

        assertThat(judge(null, SERVED, Set.of("a"))).isEmpty();
        assertThat(trust.isSuspect()).isTrue();
    }

    @Test
    void anotherStoreThatLacksNothingIsSuspectAllTheSame() {
        judge("L", Set.of(), SERVED);

        assertThat(judge("N", SERVED, SERVED)).isEmpty();
        assertThat(trust.isSuspect()).isTrue();
    }

    @Test
    void aSuspectStoreThatGoesOnIsNotTakenForTheOneThatHadNoLineage() {
        judge(null, Set.of(), SERVED);
        judge("N", SERVED, Set.of("a"));

        trust.continued(new StoreMark(2, "N", false));

        assertThat(trust.lineage()).isNull();
        assertThat(judge("N", SERVED, Set.of("a"))).isEmpty();
        assertThat(trust.isOrphan("b")).isTrue();
    }

    @Test
    void theSuspicionEndsWhenTheLineageIsBack() {
        judge("L", Set.of(), SERVED);
        judge("N", SERVED, Set.of("c"));

        assertThat(judge("L", Set.of("a", "b", "c"), SERVED)).containsExactly("c");
        assertThat(trust.isSuspect()).isFalse();
    }

    @Test
    void theSuspicionEndsWhenTheOtherStoreIsAdoptedAndThenAbsenceIsDeletion() {
        judge("L", Set.of(), SERVED);
        judge("N", SERVED, Set.of("a"));

        assertThat(trust.judge(new StoreMark(1, "N", true), SERVED, Set.of("a")))
                .containsExactly("b");
        assertThat(trust.isSuspect()).isFalse();
        assertThat(trust.lineage()).isEqualTo("N");
        assertThat(judge("N", Set.of("a"), Set.of())).containsExactly("a");
    }

    @Test
    void anAdoptionIsOfOneLineageAndNotOfTheNext() {
        trust.judge(new StoreMark(1, "L", true), Set.of(), SERVED);

        assertThat(judge("N", SERVED, Set.of())).isEmpty();
        assertThat(trust.isSuspect()).isTrue();
    }

    @Test
    void aFlagOfTheSuspectStoreThatIsDeletedThereIsGone() {
        judge("L", Set.of(), SERVED);
        judge("N", SERVED, Set.of("c"));

        assertThat(judge("N", Set.of("a", "b", "c"), Set.of())).containsExactly("c");
        assertThat(trust.isOrphan("a")).isTrue();
    }

    @Test
    void aFlagThatTheSuspectStoreGotIsNoOrphanAnyMore() {
        judge("L", Set.of(), SERVED);
        judge("N", SERVED, Set.of());

        trust.seen("a");

        assertThat(judge("N", SERVED, Set.of())).containsExactly("a");
    }

    @Test
    void aSuspectStoreThatIsEmptiedOnceMoreTakesNothingAlong() {
        judge("L", Set.of(), SERVED);
        judge("N", SERVED, Set.of("c"));

        assertThat(judge(null, Set.of("a", "b", "c"), Set.of())).isEmpty();
        assertThat(trust.isOrphan("c")).isTrue();
    }

    @Test
    void inAStoreThatNeverHadALineageSomeFlagsMayGoButNotAllAtOnce() {
        judge(null, Set.of(), SERVED);

        assertThat(judge(null, SERVED, Set.of("a"))).containsExactly("b");
        assertThat(judge(null, Set.of("a"), Set.of())).isEmpty();
        assertThat(trust.isSuspect()).isTrue();
    }

    @Test
    void anEmptiedStoreWithoutLineageIsNotTrustedForOneFlagThatItGetsAgain() {
        judge(null, Set.of(), SERVED);
        judge(null, SERVED, Set.of());

        assertThat(judge(null, SERVED, Set.of("a"))).isEmpty();
        assertThat(trust.isSuspect()).isTrue();
        assertThat(judge(null, SERVED, SERVED)).isEmpty();
        assertThat(trust.isSuspect()).isFalse();
    }

    @Test
    void theFirstLineageOfAStoreIsTrustedOnlyWhereNothingIsMissing() {
        judge(null, Set.of(), SERVED);
        assertThat(judge("L", SERVED, Set.of("a"))).isEmpty();
        assertThat(trust.isSuspect()).isTrue();

        var other = new StoreTrust();
        other.judge(new StoreMark(0, null, false), Set.of(), SERVED);
        other.judge(new StoreMark(1, "L", false), SERVED, Set.of("a", "b", "c"));
        assertThat(other.isSuspect()).isFalse();
        assertThat(other.lineage()).isEqualTo("L");
    }

    @Test
    void aSuspectStoreAfterAnotherIsJudgedByWhatItLacksItself() {
        judge("L", Set.of(), SERVED);
        judge("M", SERVED, Set.of("b"));
        judge("N", SERVED, Set.of("a"));

        assertThat(trust.isOrphan("a")).isFalse();
        assertThat(trust.isOrphan("b")).isTrue();
        assertThat(trust.orphanCount()).isEqualTo(1);
    }

    @Test
    void noFlagIsAnOrphanOnceTheStoreIsTrustedAgain() {
        judge("L", Set.of(), SERVED);
        judge("N", SERVED, Set.of("a"));
        judge("L", SERVED, SERVED);

        assertThat(trust.isOrphan("b")).isFalse();
        assertThat(trust.orphanCount()).isZero();
    }

    @Test
    void anEmptyStoreGetsItsLineageWithItsFirstFlagAndKeepsIt() {
        judge(null, Set.of(), Set.of());

        trust.continued(new StoreMark(1, "L", false));
        trust.continued(new StoreMark(2, "M", false));

        assertThat(trust.lineage()).isEqualTo("L");
        assertThat(judge("L", SERVED, Set.of("a"))).containsExactly("b");
    }

    @Test
    void aFlagThatALostIndexDoesNotNameStaysAlsoWhenThereIsAnIndexAgain() {
        judge("L", Set.of(), SERVED);

        assertThat(trust.staysUnlisted("a", true)).isTrue();
        assertThat(trust.staysUnlisted("a", false)).isTrue();
        assertThat(trust.isSuspect()).isTrue();
        assertThat(trust.lacksIndex()).isTrue();
        assertThat(trust.orphanCount()).isEqualTo(1);
    }

    @Test
    void aFlagThatAnIndexDoesNotNameIsNotThere() {
        judge("L", Set.of(), SERVED);

        assertThat(trust.staysUnlisted("a", false)).isFalse();
        assertThat(trust.isSuspect()).isFalse();
        assertThat(trust.lacksIndex()).isFalse();
    }

    @Test
    void anOrphanStaysThoughAnIndexDoesNotNameItAndThenItIsTheStoreThatIsSuspect() {
        judge("L", Set.of(), SERVED);
        judge("N", SERVED, Set.of("a"));

        assertThat(trust.staysUnlisted("b", false)).isTrue();
        assertThat(trust.isSuspect()).isTrue();
        assertThat(trust.lacksIndex()).isFalse();
    }

    @Test
    void aLostIndexIsNoMatterOnceItsFlagsAreNamedAgainOrGone() {
        judge("L", Set.of(), SERVED);
        trust.staysUnlisted("a", true);
        trust.staysUnlisted("b", true);

        trust.seen("a");
        assertThat(trust.isSuspect()).isTrue();
        trust.gone("b");

        assertThat(trust.isSuspect()).isFalse();
        assertThat(trust.staysUnlisted("a", false)).isFalse();
    }

    @Test
    void onlyAnAdoptionThatIsNewDeclaresALostIndexRight() {
        var adopted = new StoreMark(1, "L", true);
        trust.judge(adopted, Set.of(), SERVED);
        trust.staysUnlisted("a", true);

        trust.judge(adopted, SERVED, Set.of("b"));
        assertThat(trust.lacksIndex()).isTrue();

        trust.judge(new StoreMark(2, "L", false), SERVED, Set.of("b"));
        assertThat(trust.lacksIndex()).isTrue();

        trust.judge(new StoreMark(3, "L", true), SERVED, Set.of("b"));
        assertThat(trust.lacksIndex()).isFalse();
    }

    @Test
    void anAdoptionOfAnotherStoreDeclaresALostIndexRightToo() {
        trust.judge(new StoreMark(1, "L", true), Set.of(), SERVED);
        trust.staysUnlisted("a", true);

        trust.judge(new StoreMark(1, "N", true), SERVED, Set.of("b"));

        assertThat(trust.lacksIndex()).isFalse();
    }

    @Test
    void aRememberedLineageIsWhatTheFirstStoreIsHeldAgainst() {
        trust.remember("L");

        assertThat(judge("N", SERVED, Set.of())).isEmpty();
        assertThat(trust.isSuspect()).isTrue();
    }

    private Set<String> judge(@Nullable String lineage, Set<String> served, Set<String> present) {
        return trust.judge(new StoreMark(1, lineage, false), served, present);
    }
}
