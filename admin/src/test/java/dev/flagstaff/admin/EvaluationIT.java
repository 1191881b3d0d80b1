package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertJson;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.EveryReason;
import dev.flagstaff.testing.HttpConversation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Evaluations that the admin answers straight from Redis.
@Timeout(120)
class EvaluationIT {
    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @BeforeEach
    void flags() {
        EveryReason.FLAGS.forEach((flagKey, body) -> api.put("/api/admin/flags/" + flagKey, body));
    }

    @ParameterizedTest
    @MethodSource("dev.flagstaff.testing.EveryReason#evaluations")
    void everyReasonHasItsAnswer(String target, String answer) {
        assertJson(api.get(target), answer);
    }

    @Test
    void textsOfTheQueryComeBackDecoded() {
        assertThat(api.get("/api/flags/checkout-banner/evaluate?environment=a:b&subject=J%C3%B6+%22x%22%2B&region=")
                        .body())
                .startsWith(
                        "{\"flagKey\":\"checkout-banner\",\"environment\":\"a:b\",\"subject\":\"J\u00f6 \\\"x\\\"+\",\"enabled\":false,");
    }
}
