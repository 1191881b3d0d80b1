package dev.flagstaff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.regex.Pattern;

/// What answers of the admin API must look like.
final class Answers {
    private static final Pattern UPDATED_AT =
            Pattern.compile("\"updatedAt\":\"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)\"");

    private Answers() {}

    /// Asserts that an answer is a 200 with this JSON, byte for byte but for the instant, which `T` stands for
    /// and which is the same all over the answer.
    static void assertJson(HttpResponse<String> answer, String expected) {
        assertThat(answer.body()).isEqualTo(expected.replace("\"T\"", '"' + instantOf(answer) + '"'));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/json");
    }

    /// The first instant in a body; empty where there is none.
    static String instantOf(HttpResponse<String> answer) {
        var found = UPDATED_AT.matcher(answer.body());
        return found.find() ? found.group(1) : "";
    }

    /// Asserts that an answer is a problem without a list of errors.
    static void assertProblem(HttpResponse<String> answer, int status, String title, String detail) {
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                        .formatted(title, status, detail));
        assertIsProblem(answer, status);
    }

    /// Asserts that an answer is a 400 with exactly these errors, each a JSON object.
    static void assertInvalid(HttpResponse<String> answer, String... errors) {
        assertThat(answer.body())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"The request has %s.\",\"errors\":[%s]}"
                                .formatted(
                                        errors.length == 1 ? "one fault" : "several faults", String.join(",", errors)));
        assertIsProblem(answer, 400);
    }

    /// Asserts that an answer is a 503 that tells when to come again.
    static void assertUnavailable(HttpResponse<String> answer) {
        assertIsProblem(answer, 503);
        assertThat(answer.body())
                .startsWith("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,\"detail\":\"")
                .contains(" at 127.0.0.1:");
        assertThat(answer.headers().allValues("retry-after")).containsExactly("1");
    }

    static void assertIsProblem(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().allValues("content-type")).containsExactly("application/problem+json");
    }

    static void assertRevision(HttpResponse<String> answer, long revision) {
        assertThat(answer.headers().allValues("flagstaff-revision")).containsExactly(Long.toString(revision));
    }
}
