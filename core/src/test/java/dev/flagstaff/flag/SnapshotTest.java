package dev.flagstaff.flag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flagstaff.flag.Snapshot.Outcome;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SnapshotTest {
    private static final String LARGE = "x".repeat(Limits.DESCRIPTION_BYTES + 1);

    @Property(tries = 100)
    void whatIsWrittenIsReadAsItWasWithTimesAndRevisions(@ForAll("flags") List<FlagDefinition> flags) {
        var snapshot = new Snapshot("feature-flags", "some-lineage", 42, flags);

        assertThat(read(document(snapshot))).isEqualTo(new Outcome.Accepted(snapshot));
    }

    @Test
    void aStoreWithoutLineageAndAFlagBeyondEveryLimitAreKeptAsWell() {
        var large = FlagBuilder.flag("large").description(LARGE).build();
        var snapshot = new Snapshot("{tagged}", null, 0, List.of(large));

        assertThat(read(document(snapshot))).isEqualTo(new Outcome.Accepted(snapshot));
    }

    @Test
    void aSnapshotThatIsCutOffAtAnyByteIsRefused() {
        byte[] whole = document(someSnapshot());

        for (int length = 0; length < whole.length; length++) {
            assertThat(read(Arrays.copyOf(whole, length)))
                    .as("cut off after %s of %s bytes", length, whole.length)
                    .isInstanceOf(Outcome.Refused.class);
        }
    }

    @Test
    void aSnapshotWithAByteChangedIsRefusedOrSaysTheSame() {
        var snapshot = someSnapshot();
        byte[] whole = document(snapshot);
        int flags = new String(whole, StandardCharsets.ISO_8859_1).indexOf("\"flags\"");

        for (int at = flags; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            if (read(changed) instanceof Outcome.Accepted(Snapshot accepted)) {
                assertThat(accepted).as("byte %s changed", at).isEqualTo(snapshot);
            }
        }
    }

    @Test
    void onlyUtf8WithoutAByteOrderMarkIsText() {
        String text = new String(document(someSnapshot()), StandardCharsets.UTF_8);

        for (byte[] other : List.of(
                ("\uFEFF" + text).getBytes(StandardCharsets.UTF_8),
                text.getBytes(StandardCharsets.UTF_16),
                text.getBytes(StandardCharsets.UTF_16LE),
                text.replace("\"lineage\":\"l\"", "\"lineage\":\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1))) {
            assertThat(read(other))
                    .isInstanceOfSatisfying(
                            Outcome.Refused.class,
                            refused -> assertThat(refused.faults()).isNotEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"flagstaffSnapshot\":1 | \"flagstaffSnapshot\":2 | #/flagstaffSnapshot",
                "\"flagstaffSnapshot\":1 | \"flagstaffSnapshot\":\"1\" | #/flagstaffSnapshot",
                "\"prefix\":\"p\" | \"prefix\":1 | #/prefix",
                "\"lineage\":\"l\" | \"lineage\":[] | #/lineage",
                "\"revision\":7 | \"revision\":-1 | #/revision",
                "\"revision\":3 | \"revision\":0 | #/flags/0/revision",
                "\"flagKey\":\"a\" | \"flagKey\":\"c\" | #/flags/1",
                "\"flagKey\":\"a\" | \"flagKey\":\"a:b\" | #/flags/0/flagKey",
                "\"description\":\"one\" | \"description\":\"two\" | #/digest",
                "\"prefix\":\"p\" | \"prefix\":{\"a\":[1]} | #/prefix",
                "\"revision\":7 | \"revision\":[7] | #/revision",
                "\"flagstaffSnapshot\":1 | \"flagstaffSnapshot\":{\"a\":1} | #/flagstaffSnapshot",
                "\"flags\":[ | \"flags\":{\"a\":1},\"more\":[ | #/flags",
                "\"flagKey\":\"b\" | \"flagKey\":\"a\" | #/flags/1",
                "\"flagKey\":\"a\",\"description\" | \"description\" | #/flags/0/flagKey",
                "\"updatedAt\":\"2026-03-19T12:00:00.123Z\",\"revision\" | \"revision\" | #/flags/0/updatedAt",
                "\"updatedAt\":\"2026 | \"updatedAt\":\"at 2026 | #/flags/0/updatedAt",
                "[],\"updatedAt\":\"2026-03-19T12:00:00.123Z\"} | []} | #/flags/1/environments/e/updatedAt",
            })
    void whatIsWrongIsNamedWithItsPlace(String right, String wrong, String pointer) {
        String text = new String(document(someSnapshot()), StandardCharsets.UTF_8);
        assertThat(text).contains(right);

        assertThat(read(text.replaceFirst(Pattern.quote(right), wrong).getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.faults())
                                .singleElement()
                                .isInstanceOfSatisfying(
                                        Fault.InDocument.class,
                                        fault -> assertThat(fault.pointer()).isEqualTo(pointer)));
    }

    @ParameterizedTest
    @CsvSource({"'', 'must be a JSON object, is empty'", "' {}', 'must be one JSON value, with nothing after it'"})
    void aDocumentIsOneSnapshotAndNothingAfterIt(String after, String detail) {
        String text = after.isEmpty() ? "" : new String(document(someSnapshot()), StandardCharsets.UTF_8) + after;

        assertThat(read(text.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Outcome.Refused(List.of(new Fault.InDocument("#", detail))));
    }

    @Test
    void aMemberThatIsMissingIsNamed() {
        assertThat(read("{}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.faults())
                                .extracting(Fault::detail)
                                .containsOnly("is required")
                                .hasSize(6));
    }

    @Test
    void aStreamThatFailsIsNotTakenForABadSnapshot() {
        var failing = new InputStream() {
            @Override
            public int read() throws IOException {
                return read(new byte[1], 0, 1);
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("the disk is gone");
            }
        };

        assertThatThrownBy(() -> Snapshot.read(failing))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is gone");
    }

    private static Snapshot someSnapshot() {
        var a = FlagBuilder.flag("a")
                .description("one")
                .updatedAt(Reading.NOW)
                .revision(3L)
                .build();
        var b = FlagBuilder.flag("b")
                .defaultEnabled(false)
                .environment(
                        "e", EnvironmentBuilder.environment().rolloutPercent(5).updatedAt(Reading.NOW))
                .updatedAt(Reading.NOW)
                .build();
        return new Snapshot("p", "l", 7, List.of(a, b));
    }

    private static byte[] document(Snapshot snapshot) {
        var out = new ByteArrayOutputStream();
        var flags = snapshot.flags().stream().map(DefinitionWriter::write).toList();
        var digest = flags.stream().map(Digest::of).reduce(Digest.NONE, Digest::xor);
        Snapshot.write(snapshot.prefix(), snapshot.lineage(), snapshot.revision(), digest, flags, out);
        return out.toByteArray();
    }

    private static Outcome read(byte[] document) {
        return Snapshot.read(new ByteArrayInputStream(document));
    }

    @Provide
    Arbitrary<List<FlagDefinition>> flags() {
        return Anything.definition()
                .list()
                .ofMaxSize(5)
                .uniqueElements(FlagDefinition::flagKey)
                .map(all -> {
                    var sorted = new ArrayList<>(all);
                    sorted.sort(Comparator.comparing(FlagDefinition::flagKey));
                    return sorted;
                });
    }
}
