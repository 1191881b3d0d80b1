package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyspaceEventsTest {
    @ParameterizedTest
    @ValueSource(strings = {"Kghs$xe", "g$shxeK", "AK", "AKE", "KEghs$xelzt"})
    void whatTellsOfEveryKindOfKeyOfOursIsEnough(String events) {
        assertThat(KeyspaceEvents.isEnough(events)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "K", "A", "AE", "Eghs$xe", "ghs$xe", "Khs$xe", "Kgs$xe", "Kgh$xe", "Kghsxe", "Kghs$e", "Kghs$x"
            })
    void whatLeavesAKindOutOrTellsItByEventIsNot(String events) {
        assertThat(KeyspaceEvents.isEnough(events)).isFalse();
    }
}
