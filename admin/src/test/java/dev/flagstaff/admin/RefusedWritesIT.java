package dev.flagstaff.admin;

import static dev.flagstaff.admin.Answers.assertInvalid;
import static dev.flagstaff.admin.Answers.assertIsProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flagstaff.testing.HttpConversation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A write that is refused leaves Redis as it was, every key of it.
@Timeout(120)
class RefusedWritesIT {
    private static final String GOOD =
            "{\"defaultEnabled\":true,\"environments\":{\"production\":{\"enabled\":true,\"rolloutPercent\":25}}}";

    @RegisterExtension
    static final AdminStage STAGE = new AdminStage();

    private final HttpConversation api = STAGE.api();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "{",
                "{}",
                "{\"defaultEnabled\":true}",
                "{\"environments\":{}}",
                "{\"defaultEnabled\":null,\"environments\":{}}",
                "{\"defaultEnabled\":true,\"environments\":{},\"description\":null}",
                "{\"defaultEnabled\":true,\"environments\":[]}",
                "{\"defaultEnabled\":true,\"environments\":{}} {}",
                "{\"defaultEnabled\":true,\"defaultEnabled\":true,\"environments\":{}}",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercentage\":25}}}",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":101}}}",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":1.0}}}",
                "{\"defaultEnabled\":true,\"environments\":{\"e:f\":{\"enabled\":true,\"rolloutPercent\":1}}}",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":1,\"allowlistUsers\":[\"\"]}}}",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":1,\"value\":\"\\u0000\"}}}",
                "{\"defaultEnabled\":true,\"environments\":{\"e\":{\"enabled\":true,\"rolloutPercent\":1,\"value\":{\"a\":1,\"a\":2}}}}",
                "\ufeff{\"defaultEnabled\":true,\"environments\":{}}"
            })
    void aBodyWithAnyFaultWritesNothing(String body) {
        api.put("/api/admin/flags/f", GOOD);
        var before = StoreDump.of(STAGE.redis());

        assertIsProblem(api.put("/api/admin/flags/f", body), 400);
        assertIsProblem(api.put("/api/admin/flags/another", body), 400);

        assertThat(StoreDump.of(STAGE.redis())).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT    | /api/admin/flags/a%3Ab   | 400",
                "PUT    | /api/admin/flags/        | 400",
                "PUT    | /api/admin/flags/a%2Fb   | 400",
                "PUT    | /api/admin/flags/%ff     | 400",
                "PUT    | /api/admin/flags/.f      | 400",
                "PUT    | /api/flags/f             | 405",
                "PUT    | /api/admin/flags         | 405",
                "POST   | /api/admin/flags/f       | 405",
                "PATCH  | /api/admin/flags/f       | 405",
                "DELETE | /api/flags/f             | 405",
                "DELETE | /api/admin/flags         | 405",
                "DELETE | /api/admin/flags/another | 404",
                "DELETE | /api/admin/flags/a%3Ab   | 404",
                "DELETE | /api/admin/flags/f/      | 404"
            })
    void aWriteToAWrongPlaceWritesNothing(String method, String path, int status) {
        api.put("/api/admin/flags/f", GOOD);
        var before = StoreDump.of(STAGE.redis());

        assertIsProblem(api.sendBody(method, path, "application/json", GOOD), status);

        assertThat(StoreDump.of(STAGE.redis())).isEqualTo(before);
    }

    @Test
    void everyFaultIsNamedAtOnceWithItsPlace() {
        var answer = api.put("/api/admin/flags/a%3Ab", """
                { "description": 7, "defaultEnabled": "yes", "extra": 1,
                  "environments": {
                    "production": { "enabled": true, "rolloutPercent": 101, "allowlistUsers": ["", 5], "value": {"a": 1, "a": 2} },
                    "bad name": { "enabled": true, "rolloutPercent": 1 },
                    "staging": { "rolloutPercentage": 5 } } }
                """);

        assertInvalid(
                answer,
                "{\"parameter\":\"flagKey\",\"detail\":\"must match [A-Za-z0-9][A-Za-z0-9._-]{0,127}\"}",
                "{\"pointer\":\"#/description\",\"detail\":\"must be a string\"}",
                "{\"pointer\":\"#/defaultEnabled\",\"detail\":\"must be true or false\"}",
                "{\"pointer\":\"#/extra\",\"detail\":\"is not a field of a flag\"}",
                "{\"pointer\":\"#/environments/production/rolloutPercent\",\"detail\":\"must be an integer from 0 to 100\"}",
                "{\"pointer\":\"#/environments/production/allowlistUsers/0\",\"detail\":\"must not be empty\"}",
                "{\"pointer\":\"#/environments/production/allowlistUsers/1\",\"detail\":\"must be a string\"}",
                "{\"pointer\":\"#/environments/production/value/a\",\"detail\":\"is given twice\"}",
                "{\"pointer\":\"#/environments/bad%20name\",\"detail\":\"must have a name that matches [A-Za-z0-9][A-Za-z0-9._-]{0,127}\"}",
                "{\"pointer\":\"#/environments/staging/rolloutPercentage\",\"detail\":\"is not a field of an environment\"}",
                "{\"pointer\":\"#/environments/staging/enabled\",\"detail\":\"is required\"}",
                "{\"pointer\":\"#/environments/staging/rolloutPercent\",\"detail\":\"is required\"}");
        assertThat(StoreDump.of(STAGE.redis())).isEmpty();
    }
}
