package dev.flagstaff.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What documents show of settings; `ReadmeTest` holds the README to it.
class SettingTest {
    @ParameterizedTest
    @EnumSource
    void aDescriptionIsOneSentenceOnOneLine(Setting setting) {
        assertThat(setting.description()).matches("\\p{Lu}.*\\.").doesNotContain("\n", ". ", "|");
    }

    @Test
    void descriptionsAndVariablesAreDistinct() {
        assertThat(Setting.values()).extracting(Setting::description).doesNotHaveDuplicates();
        assertThat(Stream.of(Setting.values())
                        .flatMap(setting -> Stream.of(setting.name(), setting.fileVariable()))
                        .toList())
                .doesNotHaveDuplicates();
    }
}
