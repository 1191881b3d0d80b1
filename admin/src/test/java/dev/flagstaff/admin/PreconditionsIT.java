package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertIsProblem;
import static dev.flagstaff.admin.Answers.assertRevision;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No lost updates: who says what he has seen overwrites nothing else.
@Timeout(120)
class PreconditionsIT {
    private static final String FLAG = "/api/admin/flags/f";
    private static final String BODY = "{\"defaultEnabled\":true,\"environments\":{}}";

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @Test
    void aDefinitionsEntityTagIsItsRevision() {
        api.put("/api/admin/flags/other", BODY);

        assertThat(api.put(FLAG, BODY).headers().allValues("etag")).containsExactly("\"2\"");
        api.put("/api/admin/flags/other", BODY);

        var read = api.get("/api/flags/f");
        assertThat(read.headers().allValues("etag")).containsExactly("\"2\"");
        assertRevision(read, 3);
    }

    @Test
    void ofTwoWhoSawTheSameDefinitionTheSecondIsToldSo() {
        api.put(FLAG, BODY);

        assertThat(put("If-Match", "\"1\"").statusCode()).isEqualTo(200);
        var second = put("If-Match", "\"1\"");

        assertFailed(second, 2);
        assertThat(api.get("/api/flags/f").body()).contains("\"revision\":2");
    }

    @ParameterizedTest
    @CsvSource({"*, 200", "'\"7\", \"1\"', 200", "'W/\"1\"', 412", "'\"01\"', 412", "'\"\"', 412"})
    void ifMatchComparesStrongly(String tags, int status) {
        api.put(FLAG, BODY);

        assertThat(put("If-Match", tags).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"*, 412", "'\"1\"', 412", "'W/\"1\"', 412", "'\"2\"', 200"})
    void ifNoneMatchComparesWeakly(String tags, int status) {
        api.put(FLAG, BODY);

        assertThat(put("If-None-Match", tags).statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "\"1\""})
    void aFlagThatIsNotThereMatchesNothing(String tags) {
        api.put("/api/admin/flags/other", BODY);

        assertFailed(put("If-Match", tags), 1);
        assertFailed(delete("If-Match", tags), 1);
        assertThat(api.get("/api/flags/f").statusCode()).isEqualTo(404);
    }

    @Test
    void aFlagIsCreatedOnce() {
        assertThat(put("If-None-Match", "*").statusCode()).isEqualTo(200);

        assertFailed(put("If-None-Match", "*"), 1);
    }

    @Test
    void aDeletionHeedsWhatWasSeenAsWell() {
        api.put(FLAG, BODY);
        api.put(FLAG, BODY);

        assertFailed(delete("If-Match", "\"1\""), 2);
        assertThat(delete("If-Match", "\"2\"").statusCode()).isEqualTo(204);
        assertThat(delete("If-None-Match", "*").statusCode()).isEqualTo(404);
    }

    @Test
    void aHeaderThatNamesNoTagsIsRefusedAndNothingWritten() {
        api.put(FLAG, BODY);

        var answer = put("If-Match", "1");

        assertIsProblem(answer, 400);
        assertThat(answer.body()).contains("{\"parameter\":\"If-Match\",\"detail\":\"must be * or a list");
        assertThat(api.get("/api/flags/f").body()).contains("\"revision\":1");
    }

    @Test
    void aReaderWhoWantsARevisionThatIsNotThereIsToldToComeAgain() {
        api.put(FLAG, BODY);

        var seen = api.send(api.request("/api/admin/flags").header("Flagstaff-Min-Revision", "1"));
        assertThat(seen.statusCode()).isEqualTo(200);

        var unseen = api.send(api.request("/api/flags/f").header("Flagstaff-Min-Revision", "2"));
        assertIsProblem(unseen, 503);
        assertThat(unseen.headers().allValues("retry-after")).containsExactly("1");

        var nonsense = api.send(api.request("/api/admin/flags").header("Flagstaff-Min-Revision", "x"));
        assertIsProblem(nonsense, 400);
    }

    @Test
    void aWriteThatIsToFollowARevisionComesAfterItOrNotAtAll() {
        api.put(FLAG, BODY);

        assertIsProblem(put("Flagstaff-Min-Revision", "x"), 400);
        assertIsProblem(delete("Flagstaff-Min-Revision", "x"), 400);
        assertIsProblem(put("Flagstaff-Min-Revision", "2"), 503);
        assertIsProblem(delete("Flagstaff-Min-Revision", "2"), 503);
        assertThat(api.get("/api/flags/f").body()).contains("\"revision\":1");

        assertThat(put("Flagstaff-Min-Revision", "1").statusCode()).isEqualTo(200);
        assertThat(delete("Flagstaff-Min-Revision", "2").statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> put(String header, String value) {
        return api.send(api.request(FLAG)
                .header("Content-Type", "application/json")
                .header(header, value)
                .PUT(BodyPublishers.ofString(BODY)));
    }

    private HttpResponse<String> delete(String header, String value) {
        return api.send(api.request(FLAG).header(header, value).DELETE());
    }

    private static void assertFailed(HttpResponse<String> answer, long revision) {
        assertIsProblem(answer, 412);
        assertThat(answer.body())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"Precondition Failed\",\"status\":412,")
                .contains("\"revision\":" + revision);
    }
}
