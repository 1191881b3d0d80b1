package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertIsProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.flag.Digest;
import dev.flagstaff.flag.Snapshot;
import dev.flagstaff.testing.HttpConversation;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The fleet is the backup: what an operator does with a store that lost its data.
@Timeout(120)
class StoreIT {
    private static final String RESTORE = "/api/admin/store/restore";
    private static final String BODY =
            "{\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":7,\"value\":1.0}}}";

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @Test
    void whatTheStoreLacksIsWrittenBackAsItWasAndTheRestIsKept() {
        String a = api.put("/api/admin/flags/a", BODY).body();
        String b = api.put("/api/admin/flags/b", BODY).body();
        STAGE.redis().cli().flushall();
        String newer = api.put("/api/admin/flags/b", "{\"defaultEnabled\":false,\"environments\":{}}")
                .body();

        var answer = restore(snapshot("feature-flags", a, b));

        assertThat(answer.body()).isEqualTo("{\"restored\":[\"a\"],\"kept\":[\"b\"]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(api.get("/api/flags/a").body()).isEqualTo(a.replace("\"revision\":1}", "\"revision\":2}"));
        assertThat(api.get("/api/flags/b").body()).isEqualTo(newer);
        assertThat(STAGE.redis().cli().get("feature-flags:adopted"))
                .isEqualTo(STAGE.redis().cli().get("feature-flags:lineage"));
    }

    @Test
    void restoringOnceMoreChangesNothing() {
        String a = api.put("/api/admin/flags/a", BODY).body();
        STAGE.redis().cli().flushall();
        byte[] snapshot = snapshot("feature-flags", a);

        restore(snapshot);

        assertThat(restore(snapshot).body()).isEqualTo("{\"restored\":[],\"kept\":[\"a\"]}");
        assertThat(STAGE.redis().cli().get("feature-flags:revision")).isEqualTo("1");
    }

    /// Their keys are there, and nobody finds them.
    @Test
    void flagsThatTheIndexDoesNotNameAnyMoreAreRestored() {
        String a = api.put("/api/admin/flags/a", BODY).body();
        STAGE.redis().cli().del("feature-flags:index");
        assertThat(api.get("/api/admin/flags").body()).isEqualTo("[]");
        assertThat(api.get("/api/flags/a").statusCode()).isEqualTo(404);

        var answer = restore(snapshot("feature-flags", a));

        assertThat(answer.body()).isEqualTo("{\"restored\":[\"a\"],\"kept\":[]}");
        assertThat(api.get("/api/admin/flags").body())
                .isEqualTo("[" + a.replace("\"revision\":1}", "\"revision\":2}") + "]");
    }

    @Test
    void aSnapshotThatIsCutOffOrChangedOrOfAnotherStoreWritesNothing() {
        String a = api.put("/api/admin/flags/a", BODY).body();
        STAGE.redis().cli().flushall();
        String whole = new String(snapshot("feature-flags", a), StandardCharsets.UTF_8);

        for (String wrong : List.of(
                whole.substring(0, whole.length() - 1),
                whole.replace("\"rolloutPercent\":7", "\"rolloutPercent\":8"),
                new String(snapshot("other", a), StandardCharsets.UTF_8),
                "[]",
                "")) {
            assertIsProblem(restore(wrong.getBytes(StandardCharsets.UTF_8)), 400);
        }
        assertThat(STAGE.redis().cli().keys("feature-flags:*")).isEmpty();
    }

    @Test
    void aSnapshotMustBeSaidToBeJson() {
        assertIsProblem(api.sendBody("POST", RESTORE, "text/plain", "{}"), 415);
    }

    @Test
    void anAdoptionWantsNoBodyAndTellsTheLineage() {
        api.put("/api/admin/flags/a", BODY);

        var answer = api.send("POST", "/api/admin/store/adopt");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"lineage\":\"" + STAGE.redis().cli().get("feature-flags:lineage") + "\"}");
    }

    @Test
    void readingTheStoresRoutesIsNoMethodOfTheirs() {
        var answer = api.get("/api/admin/store/adopt");

        assertIsProblem(answer, 405);
        assertThat(answer.headers().allValues("allow")).containsExactly("POST");
    }

    private HttpResponse<String> restore(byte[] snapshot) {
        return api.sendBody("POST", RESTORE, "application/json", new String(snapshot, StandardCharsets.UTF_8));
    }

    private static byte[] snapshot(String prefix, String... definitions) {
        var flags = List.of(definitions).stream()
                .map(definition -> definition.getBytes(StandardCharsets.UTF_8))
                .toList();
        var digest = flags.stream().map(Digest::of).reduce(Digest.NONE, Digest::xor);
        var out = new ByteArrayOutputStream();
        Snapshot.write(prefix, "the-lost-lineage", definitions.length, digest, flags, out);
        return out.toByteArray();
    }
}
