package dev.flagstaff.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flagstaff.testing.DescribedApi;
import dev.flagstaff.testing.HttpConversation;
import dev.flagstaff.testing.OfrepProtocol;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// An answer that is not as it is described is noticed. All paths answer the same; what is described differs.
@Timeout(120)
class DescribedApiTest {
    private static final Served SERVED = Served.of(Door.within(Served.LIMITS), router());

    private final HttpConversation api = new HttpConversation(SERVED.listener().url(), DescribedApi.of("sample"));

    private static Router router() {
        var router = new Router();
        for (String path : new String[] {
            "right",
            "status",
            "header",
            "missing-header",
            "header-value",
            "content-type",
            "no-body",
            "missing-member",
            "unknown-member",
            "method",
            "management",
            "undescribed"
        }) {
            router.get(
                    "/" + path,
                    exchange -> exchange.revision(7).send("{\"name\":\"n\"}".getBytes(StandardCharsets.UTF_8)));
        }
        return router;
    }

    @AfterAll
    static void close() {
        SERVED.close();
    }

    @Test
    void anAnswerThatIsAsDescribedPasses() {
        assertThat(api.get("/right").body()).isEqualTo("{\"name\":\"n\"}");
        assertThat(api.send("HEAD", "/right").body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/status,         'what /status says of it'",
        "/header,         'the headers that are described'",
        "/missing-header, 'header etag is there'",
        "/header-value,   'header flagstaff-revision'",
        "/content-type,   'the content types that are described'",
        "/no-body,        'content type and body'",
        "/missing-member, \"required property 'other' not found\"",
        "/unknown-member, \"property 'name' is not defined\"",
        "/method,         'the method is not described'",
        "/management,     'the path is not described'",
        "/undescribed,    'the path is not described'"
    })
    void whatIsOtherwiseIsNoticed(String path, String complaint) {
        assertThatThrownBy(() -> api.get(path))
                .isInstanceOf(AssertionError.class)
                .message()
                .containsIgnoringCase(complaint.replace("\"", ""));
    }

    @Test
    void anEventThatIsNoneOfOfrepsIsNoticed() {
        OfrepProtocol.checkEvent("l:1:0", "{\"type\":\"refetchEvaluation\"}");

        assertThatThrownBy(() -> OfrepProtocol.checkEvent("l:1:0", "{}")).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> OfrepProtocol.checkEvent("l:1:0", "{\"type\":1}"))
                .isInstanceOf(AssertionError.class);
    }
}
